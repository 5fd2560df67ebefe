/** The whole order of `up` on Kubernetes, readable in one function. */
import { RuntimeError } from '../../errors.ts';
import type { Instance, UpRequest } from '../runtime.ts';

/** Brings an instance up: cluster, images, `kubectl apply`, wait until ready; what fails half-way is removed. */
export async function upKubernetes({ instance }: UpRequest): Promise<Instance> {
  return Promise.reject(new RuntimeError('not-supported', `${instance.id} cannot be brought up yet`));
}
