/** Proves that a rendered cluster is secured as its file was: what it renders to is understood as the file was understood. */
import { isBroker, isController, type Cluster } from '../../lint/cluster.ts';
import { wayInto, type ListenerSecurity } from '../../kafka/security/listener.ts';
import type { ImportPlan } from '../plan.ts';
import { understandSecurity } from './understand.ts';

const parts = ['external', 'internal', 'controller', 'zookeeper'] as const;

/**
 * How what is rendered differs from what was understood, a line each, and how much is the same.
 * @param rendered the cluster that was read back
 */
export function securityProof(
  { cluster: { security }, metadata }: ImportPlan,
  rendered: Cluster | undefined,
): { readonly unlike: readonly string[]; readonly same: number } {
  if (security === undefined) return { unlike: [], same: 0 };
  const { nodes = [], zookeepers = [], all = [] } = rendered ?? {};
  const brokers = nodes.filter(isBroker);
  const mode = metadata.kind === 'ControllerQuorum' ? 'kraft' : 'zookeeper';
  const asked = security.users ?? [];
  const there = understandSecurity({ brokers, nodes, zookeepers, all, mode, texts: [], asked }, []);
  const way = (one: ListenerSecurity | undefined): string => (one === undefined ? 'none' : wayInto(one));
  const of = nodes.some(isController) || zookeepers.length > 0 ? parts : parts.slice(0, 2);
  const unlike = of
    .filter((part) => way(there?.[part]) !== way(security[part]))
    .map((part) => `security.${part} is ${way(there?.[part])}, and was ${way(security[part])}`);
  const missing = (security.superUsers ?? []).filter((name) => !(there?.superUsers ?? []).includes(name));
  return {
    unlike: [...unlike, ...missing.map((name) => `${name} is no super user, and was one`)],
    same: of.length - unlike.length + (security.superUsers ?? []).length - missing.length,
  };
}
