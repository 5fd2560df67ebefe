/** Real Kafka in the pods of a Kubernetes cluster: one that the lab makes with kind, or any that is there. */
import { RuntimeError } from '../../errors.ts';
import type { Runtime } from '../runtime.ts';
import { obstacleToChange } from './change.ts';
import { choosePlace } from './place.ts';
import { downKubernetes } from './remove.ts';
import { upKubernetes } from './up.ts';

function notYet(): Promise<never> {
  return Promise.reject(new RuntimeError('not-supported', 'this cannot be done on kubernetes yet'));
}

/** The `kubernetes` runtime. */
export const kubernetesRuntime: Runtime = {
  name: 'kubernetes',
  place: choosePlace,
  obstacleToChange,
  up: upKubernetes,
  down: downKubernetes,
  status: notYet,
  kill: notYet,
  stop: notYet,
  start: notYet,
  pause: notYet,
  resume: notYet,
  logs: notYet,
  probeListener: notYet,
};
