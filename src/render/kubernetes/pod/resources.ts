/** What a node asks of its machine: what it really uses, and how far it may go. */
import { k8s } from 'cdk8s-plus-27';
import type { LabNode } from '../../../kafka/node.ts';

/** Memory of a JVM beside its heap that a quiet node uses, in MiB: classes, compiled code, threads, buffers. */
const overheadMb = 192;

/** Memory beside the heap that a node may use, in MiB: its own at work, and one of Kafka's tools run in the container. */
const headroomMb = 512;

/** Room beside its volume that a quiet node needs, in MiB: its configuration, and the log that its machine keeps. */
const scratchMb = 64;

/** Room beside its volume that a node may take, in MiB, before its machine puts it out: a heap dump, and no full disk. */
const maxScratchMb = 1024;

/** Size of every volume; a lab's records are few, and many provisioners have no smaller unit. */
export const volumeSize = '1Gi';

/**
 * Requests and limits of one node. CPU has no limit: a throttled JVM misses heartbeats, and the lab would measure the
 * throttle instead of Kafka.
 */
export function resourcesOf(node: LabNode): k8s.ResourceRequirements {
  return {
    requests: {
      cpu: k8s.Quantity.fromString('100m'),
      memory: mebibytes(node.heapMb + overheadMb),
      'ephemeral-storage': mebibytes(scratchMb),
    },
    limits: {
      memory: mebibytes(node.heapMb + headroomMb),
      'ephemeral-storage': mebibytes(maxScratchMb),
    },
  };
}

/** As the API server writes it, in the largest unit that fits: from any other form `kubectl apply` sees a change each time. */
function mebibytes(count: number): k8s.Quantity {
  return k8s.Quantity.fromString(count % 1024 === 0 ? `${count / 1024}Gi` : `${count}Mi`);
}
