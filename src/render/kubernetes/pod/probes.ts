/** How Kubernetes learns what a node does: a question to the node itself, asked by bash and never by a JVM. */
import { k8s } from 'cdk8s-plus-27';
import { isBroker, portNamed, type LabNode } from '../../../kafka/node.ts';
import type { ServiceHealth } from '../../../kafka/service.ts';
import { inSyncScript, inSyncTimeoutSeconds } from './in-sync.ts';

/** The three probes of a container. */
export type Probes = Required<Pick<k8s.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>>;

/** How long one question may take, in seconds; a paused node takes connections and never answers. */
const answerTimeoutSeconds = 4;

/** A node may wait this long for its quorum before anybody restarts it, in seconds: waiting is not a defect. */
const startupPatienceSeconds = 24 * 60 * 60;

const startupPeriodSeconds = 2;

/** A node must be silent this long before it is restarted, in seconds: longer than any pause of a drill. */
const livenessPatienceSeconds = 10 * 60;

const livenessPeriodSeconds = 30;

/**
 * Probes of one node.
 * Started: it answers for the first time; a broker opens its listeners once it has read the cluster's metadata.
 * Ready: it serves; a ZooKeeper server only as part of its quorum, a broker once its copies have caught up.
 * Alive: it still answers, with or without a quorum; a restart cannot bring one back.
 */
export function probesOf(node: LabNode): Probes {
  const { alive, ready } = asked(node);
  return {
    startupProbe: {
      ...alive,
      periodSeconds: startupPeriodSeconds,
      failureThreshold: startupPatienceSeconds / startupPeriodSeconds,
    },
    readinessProbe: { ...ready, periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: {
      ...alive,
      periodSeconds: livenessPeriodSeconds,
      failureThreshold: livenessPatienceSeconds / livenessPeriodSeconds,
    },
  };
}

function asked(node: LabNode): { readonly alive: k8s.Probe; readonly ready: k8s.Probe } {
  if (node.service !== undefined) {
    const question = askService(node, node.service.health);
    return { alive: question, ready: question };
  }
  const { alive, ready } = questionsTo(node);
  const isSame = ready === alive || node.software === 'zookeeper';
  return {
    alive: ask(['bash', '-c', alive]),
    ready: {
      ...ask(['bash', '-c', ready]),
      ...(!isSame && { timeoutSeconds: inSyncTimeoutSeconds }),
    },
  };
}

function askService(node: LabNode, health: ServiceHealth): k8s.Probe {
  if (health.kind === 'command') return ask([...health.command]);
  const port = portNamed(node, health.port, 'kubernetes');
  return {
    httpGet: { path: health.path, port: k8s.IntOrString.fromNumber(port), scheme: 'HTTP' },
    timeoutSeconds: answerTimeoutSeconds + 1,
  };
}

function ask(command: string[]): k8s.Probe {
  return {
    exec: { command },
    // One second more than the script's own patience, so that the script ends by itself.
    timeoutSeconds: answerTimeoutSeconds + 1,
  };
}

/** The scripts that ask a node whether it is alive and whether it serves. */
export function questionsTo(node: LabNode): { readonly alive: string; readonly ready: string } {
  const port = portNamed(node, node.readinessPort, 'kubernetes');
  if (node.software === 'zookeeper') return { alive: zooKeeperAlive(port), ready: zooKeeperServes(port) };
  const question = kafkaAnswers(port);
  const { number } = node;
  const ready = isBroker(node) ? inSyncScript({ number, port, answers: question }) : question;
  return { alive: question, ready };
}

function connects(port: number): string {
  return `exec 3<>/dev/tcp/127.0.0.1/${port}`;
}

/**
 * Sends an ApiVersions request, version 0, correlation id 1, client `klab`, which a broker and a controller answer to
 * anybody (Kafka protocol guide), and waits for the first byte that is not zero: bash drops zeros, and no answer is
 * all zeros. A byte must be a character for that, hence the C locale.
 */
function kafkaAnswers(port: number): string {
  const request = String.raw`\0\0\0\016\0\022\0\0\0\0\0\001\0\004klab`;
  return `LC_ALL=C; ${connects(port)} && printf '${request}' >&3 && read -r -t ${answerTimeoutSeconds} -N 1 -u 3`;
}

/** `ruok` is answered by a running server even outside a quorum (ZooKeeper administrator's guide). */
function zooKeeperAlive(port: number): string {
  return `${connects(port)} && printf ruok >&3 && read -r -t ${answerTimeoutSeconds} -N 4 -u 3 && [[ $REPLY == imok ]]`;
}

/** `srvr` names the server's mode only while it serves. */
function zooKeeperServes(port: number): string {
  return (
    `${connects(port)} && printf srvr >&3 && ` +
    `while read -r -t ${answerTimeoutSeconds} -u 3; do [[ $REPLY == Mode:* ]] && exit 0; done; exit 1`
  );
}
