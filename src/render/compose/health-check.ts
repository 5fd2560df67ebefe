/** Health checks that ask a node itself, with bash alone where a service brings no command of its own: no JVM, no tool that an image may lack. */
import { zooKeeperPortNames, type Addressing } from '../../kafka/addresses.ts';
import { portNamed, type LabNode } from '../../kafka/node.ts';
import type { ServiceHealth } from '../../kafka/service.ts';
import type { ComposeHealthCheck } from './document.ts';

/** Seconds between two checks of a node that serves. */
const calmSeconds = 10;

/** A node may take this long to start before its failed checks count; the lab's own limit for `up` is the same. */
const startSeconds = 180;

/**
 * Lives as long as the container's process, and is writable for every user: Docker mounts a fresh tmpfs at each start.
 */
const servedMark = '/dev/shm/klab-served';

/** Where nodes bind. */
type Place = Pick<Addressing, 'bindHost' | 'portOf'>;

const ownPlace: Place = { bindHost: '', portOf: (port) => port };

/**
 * A check every second until the node first serves, then every ten.
 * The pace is the check's own, since compose refuses a file with `start_interval` on engines before 25.
 * @param ensemble the servers that a ZooKeeper server is one of. @default it is alone
 * @param place where a node binds its ports. @default every address that it has, and the ports of the model
 */
export function healthCheck(
  node: LabNode,
  ensemble: readonly LabNode[] = [],
  place: Place = ownPlace,
): ComposeHealthCheck {
  const health = node.service?.health;
  const command = health !== undefined && 'command' in health ? health.command : undefined;
  return {
    test: ['CMD', ...(command ?? ['bash', '-c', script(questionTo(node, health, ensemble, place))])],
    interval: command === undefined ? '1s' : '5s',
    timeout: `${calmSeconds + 5}s`,
    retries: 3,
    start_period: `${startSeconds}s`,
  };
}

/** Asks once a second until the answer is yes for the first time, then at the calm pace. */
function script(question: string): string {
  return [`[ ! -e ${servedMark} ] || sleep ${calmSeconds - 1}`, question, `: >${servedMark}`].join(' && ');
}

function questionTo(
  node: LabNode,
  health: ServiceHealth | undefined,
  ensemble: readonly LabNode[],
  { bindHost, portOf }: Place,
): string {
  // What a service binds is its image's own.
  if (health?.kind === 'http')
    return answersHttp(`127.0.0.1/${portNamed(node, health.port, 'compose')}`, health.path);
  const port = portOf(portNamed(node, node.readinessPort, 'compose'));
  const at = `${node.role === 'service' || bindHost === '' ? '127.0.0.1' : bindHost}/${port}`;
  if (node.software !== 'zookeeper') return accepts(at);
  if (node.settings['sslQuorum'] !== 'true') return serves(at);
  const peers = ensemble.map((server) => portOf(portNamed(server, zooKeeperPortNames.peer)));
  return servesByTls(port, peers.length > 1 ? peers : []);
}

/** HTTP/1.0, so that the answer ends with its connection; the first line tells the status. */
function answersHttp(at: string, path: string): string {
  const request = String.raw`GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`;
  return `exec 3<>/dev/tcp/${at} && printf '${request}' >&3 && read -r line <&3 && [[ $$line == *' 200 '* ]]`;
}

/** Kafka opens its ports once it can serve: a broker after it is registered, a controller for its quorum. */
function accepts(at: string): string {
  return `exec 3<>/dev/tcp/${at}`;
}

/**
 * A server that has no quorum accepts connections too, but names no mode when asked (ZooKeeper, srvr). The answer ends
 * with its connection, at which `read` fails though it has read all.
 */
function serves(at: string): string {
  return `exec 3<>/dev/tcp/${at} && printf srvr >&3 && { read -r -d '' -u 3; [[ $$REPLY == *Mode:* ]]; }`;
}

/**
 * Bash speaks no TLS, and to connect without would leave an error in the server's log. What its sockets are tells as much: it
 * listens for brokers, and of an ensemble the leader listens for its followers, who each have a connection to it
 * (proc_pid_net(5): address, address of the other side, state; 0A listens, 01 is connected).
 * @param peers at which a leader listens, each server at one; none of a server that is alone.
 */
function servesByTls(client: number, peers: readonly number[]): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const listens = (port: string): string => `:${port}' '0+:0000' '0A`;
  const anyPeer = `(${peers.map(hex).join('|')})`;
  const isMember = peers.length === 0 ? '' : ` && $$tcp =~ (${listens(anyPeer)}|:${anyPeer}' '01' ')`;
  return `{ tcp=$$(</proc/net/tcp)$$(</proc/net/tcp6); [[ $$tcp =~ ${listens(hex(client))}${isMember} ]]; }`;
}
