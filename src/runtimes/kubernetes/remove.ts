/** Takes an instance out of its cluster, and the cluster with it where the lab made it for nothing else. */
import { RuntimeError } from '../../errors.ts';
import type { DownOptions, Instance } from '../runtime.ts';

/** Removes everything that carries the instance's mark, from any state; twice is fine. */
export async function downKubernetes(instance: Instance, _options: DownOptions = {}): Promise<void> {
  return Promise.reject(new RuntimeError('not-supported', `${instance.id} cannot be taken down yet`));
}
