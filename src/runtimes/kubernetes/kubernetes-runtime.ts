/** Real Kafka in the pods of a Kubernetes cluster: one that the lab makes with kind, or any that is there. */
import { brokersOf, listenersOn } from '../../kafka/node.ts';
import { randomKafkaUuid } from '../../kafka/uuid.ts';
import { kubernetesAddressing } from '../../render/kubernetes/addressing.ts';
import { contextOf } from '../../render/kubernetes/context.ts';
import type { RemoteAddresses } from '../../cluster/capabilities.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { obstacleToChange } from './change/change.ts';
import { redefinition } from './change/redefinition.ts';
import { findMarked } from './objects/find-marked.ts';
import { heal, isolate, obstacleToIsolation } from './faults/isolate.ts';
import { liveFiles } from './objects/live-files.ts';
import { keepForwards } from './forward/keep-forwards.ts';
import { kill, pause, resume, start, stop } from './faults/node-faults.ts';
import { logs, runLog } from './objects/node-logs.ts';
import { assertNodePortsLead } from './forward/node-port-way.ts';
import { choosePlace, knownPlace, placeOf } from './place/place.ts';
import * as placeWords from './place/words.ts';
import { endConnections, openForwards } from './forward/port-forward.ts';
import { foreignParts, readPresence } from './nodes/presence.ts';
import { replaceFiles } from './nodes/replace-files.ts';
import { obstacleToOtherFiles } from './objects/secrets.ts';
import { probeListener } from './probe-listener.ts';
import { killRack, startRack } from './faults/racks.ts';
import { remains } from './remove/remains.ts';
import { prepareDown } from './remove/remove.ts';
import { status } from './nodes/status.ts';

/** The `kubernetes` runtime. */
export const kubernetesRuntime: Runtime = {
  name: 'kubernetes',
  observe: {
    status,
    probeListener,
    findMarked,
    remains,
    remoteAddresses,
    clusterHostOf: (_, nodeId) => nodeId,
    quorumAddressOf: (_, nodeId, port) => ({ host: nodeId, port }),
  },
  lifecycle: {
    clusterIds: {
      fresh: ({ topology }) => (topology.mode === 'kraft' ? randomKafkaUuid() : undefined),
      inFiles: ({ topology }) => contextOf(topology).clusterId,
    },
    prepareUp: async (request) => (await import('./up.ts')).prepareUp(request),
    prepareDown,
  },
  signals: {
    async kill(instance, nodeId) {
      await kill(instance, nodeId);
      await endConnections(instance, nodeId);
    },
    stop,
    start,
    pause,
    resume,
  },
  isolation: { obstacleToIsolation, isolate, heal },
  racks: { killRack, startRack },
  logs: { logs, runLog },
  certificates: { replace: replaceFiles, obstacle: obstacleToOtherFiles },
  liveFiles,
  change: { obstacleToChange },
  redefinition,
  forwards: {
    areNeeded: (instance) => knownPlace(instance)?.hostAccess === 'port-forward',
    attach,
    keep: keepForwards,
  },
  places: {
    choose: choosePlace,
    present: readPresence,
    foreignParts,
    ...placeWords,
  },
};

async function attach(instance: Instance): Promise<void> {
  if (placeOf(instance).hostAccess === 'port-forward') await openForwards(instance);
  else await assertNodePortsLead(instance);
}

function remoteAddresses(instance: Instance): readonly RemoteAddresses[] {
  const { topology, portOffset } = instance;
  const { namespace } = placeOf(instance);
  const addressing = kubernetesAddressing(contextOf(topology, { namespace, portOffset }));
  const addresses = brokersOf(topology).flatMap((broker) =>
    listenersOn(broker, 'kubernetes')
      .filter(({ reach }) => reach === 'cluster')
      .map((listener) => addressing.advertised(broker, listener)),
  );
  return [{ from: `namespace ${namespace}`, reach: 'cluster', addresses }];
}
