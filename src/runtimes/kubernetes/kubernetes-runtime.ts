/** Real Kafka in the pods of a Kubernetes cluster: one that the lab makes with kind, or any that is there. */
import type { Runtime } from '../runtime.ts';
import { obstacleToChange } from './change.ts';
import { kill, pause, resume, start, stop } from './node-faults.ts';
import { logs } from './node-logs.ts';
import { choosePlace } from './place.ts';
import { probeListener } from './probe-listener.ts';
import { downKubernetes } from './remove.ts';
import { status } from './status.ts';
import { upKubernetes } from './up.ts';

/** The `kubernetes` runtime. */
export const kubernetesRuntime: Runtime = {
  name: 'kubernetes',
  place: choosePlace,
  obstacleToChange,
  up: upKubernetes,
  down: downKubernetes,
  status,
  kill,
  stop,
  start,
  pause,
  resume,
  logs,
  probeListener,
};
