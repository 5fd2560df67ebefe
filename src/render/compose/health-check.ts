/** Health checks that ask a node itself, with bash alone: no JVM, no tool that an image may lack. */
import { listenersOn, type LabNode } from '../../kafka/node.ts';
import type { ComposeHealthCheck } from './document.ts';

/** Seconds between two checks of a node that serves. */
const calmSeconds = 10;

/** A node may take this long to start before its failed checks count; the lab's own limit for `up` is the same. */
const startSeconds = 180;

/**
 * Lives as long as the container's process, and is writable for every user: Docker mounts a fresh tmpfs at each start.
 */
const servedMark = '/dev/shm/klab-served';

/**
 * A check every second until the node first serves, then every ten.
 * The pace is the check's own, since compose refuses a file with `start_interval` on engines before 25.
 */
export function healthCheck(node: LabNode): ComposeHealthCheck {
  const port = readinessPortOf(node);
  const script = [
    `[ ! -e ${servedMark} ] || sleep ${calmSeconds - 1}`,
    node.software === 'zookeeper' ? serves(port) : accepts(port),
    `: >${servedMark}`,
  ].join(' && ');
  return {
    test: ['CMD', 'bash', '-c', script],
    interval: '1s',
    timeout: `${calmSeconds + 5}s`,
    retries: 3,
    start_period: `${startSeconds}s`,
  };
}

/** Kafka opens its ports once it can serve: a broker after it is registered, a controller for its quorum. */
function accepts(port: number): string {
  return `exec 3<>/dev/tcp/127.0.0.1/${port}`;
}

/** A server that has no quorum accepts connections too, but names no mode when asked (ZooKeeper, srvr). */
function serves(port: number): string {
  return `exec 3<>/dev/tcp/127.0.0.1/${port} && printf srvr >&3 && [[ $$(cat <&3) == *Mode:* ]]`;
}

function readinessPortOf(node: LabNode): number {
  const found = [...listenersOn(node, 'compose'), ...node.ports].find(
    ({ name }) => name === node.readinessPort,
  );
  if (found === undefined) throw new Error(`${node.id} has no port ${node.readinessPort} on compose`);
  return found.port;
}
