/** A cluster as somebody else than the lab comes to it: what a check then does of it, that user does. */
import { accessWith } from '../../../cluster/access.ts';
import type { CheckContext } from '../../kit/check.ts';

/** The same context to a user whose secrets the lab has. */
export function comingAs(context: CheckContext, user: string): CheckContext {
  const { cluster, kafka } = context;
  const access = accessWith(cluster, cluster.instance.clientSecurity?.('host', { user }));
  return {
    ...context,
    cluster: { ...cluster, ...access },
    kafka: (options) => kafka({ access, ...options }),
  };
}
