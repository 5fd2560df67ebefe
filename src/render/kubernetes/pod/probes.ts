/** How Kubernetes learns what a node does: a question to the node itself, asked by bash and never by a JVM. */
import { k8s } from 'cdk8s-plus-27';
import { secretsPath } from '../../../kafka/images/image-paths.ts';
import { isBroker, portNamed, type LabNode } from '../../../kafka/node.ts';
import { isEncrypted, usesSasl } from '../../../kafka/security/listener.ts';
import { authorityFile, keystoreFile } from '../../../kafka/security/secret-files.ts';
import { tlsHello } from '../../../kafka/security/tls-hello.ts';
import type { ClusterSecurity } from '../../../kafka/security/users.ts';
import type { ServiceHealth } from '../../../kafka/service.ts';
import { listenerNames } from '../../../kafka/settings.ts';
import { inSyncScript, inSyncTimeoutSeconds, type InSyncQuestion } from './in-sync.ts';

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
 * @param security of the node's cluster. @default everybody may come, in plain text
 */
export function probesOf(node: LabNode, security?: ClusterSecurity): Probes {
  const { alive, ready } = asked(node, security);
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

function asked(
  node: LabNode,
  security: ClusterSecurity | undefined,
): { readonly alive: k8s.Probe; readonly ready: k8s.Probe } {
  if (node.service?.health !== undefined) {
    const question = askService(node, node.service.health);
    return { alive: question, ready: question };
  }
  const { alive, ready } = questionsTo(node, security);
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
  const port = k8s.IntOrString.fromNumber(portNamed(node, health.port, 'kubernetes'));
  return {
    ...(health.kind === 'port'
      ? { tcpSocket: { port } }
      : { httpGet: { path: health.path, port, scheme: 'HTTP' } }),
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
export function questionsTo(
  node: LabNode,
  security?: ClusterSecurity,
): { readonly alive: string; readonly ready: string } {
  const port = portNamed(node, node.readinessPort, 'kubernetes');
  if (node.software === 'zookeeper') {
    return security?.zookeeper !== undefined && isEncrypted(security.zookeeper)
      ? { alive: answersTls(port), ready: zooKeeperServesTls(node, port) }
      : { alive: zooKeeperAlive(port), ready: zooKeeperServes(port) };
  }
  const listener = node.listeners.find(({ name }) => name === node.readinessPort);
  const question = listener !== undefined && isEncrypted(listener) ? answersTls(port) : kafkaAnswers(port);
  const asked = isBroker(node) ? inSyncQuestion(node, security) : undefined;
  return {
    alive: question,
    ready: asked === undefined ? question : inSyncScript({ ...asked, answers: question }),
  };
}

/**
 * Of a secured broker the listener between nodes is asked, by the broker's own certificate. Undefined where that takes a
 * password, which no script has: such a broker is ready once it answers.
 */
function inSyncQuestion(
  node: LabNode,
  security: ClusterSecurity | undefined,
): Omit<InSyncQuestion, 'answers'> | undefined {
  const { number } = node;
  if (security === undefined) return { number, port: portNamed(node, node.readinessPort, 'kubernetes') };
  if (usesSasl(security.internal)) return undefined;
  const port = portNamed(node, listenerNames.internal, 'kubernetes');
  return { number, port, ...(isEncrypted(security.internal) && { tls: ownFiles(node) }) };
}

function ownFiles({ id }: LabNode): NonNullable<InSyncQuestion['tls']> {
  return { keystore: `${secretsPath}/${keystoreFile(id)}`, authority: `${secretsPath}/${authorityFile}` };
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

/**
 * Begins to speak TLS, and waits for the first byte of the answer, which every server of TLS gives, be it that it wants to
 * speak otherwise. What comes by a password or a certificate is not asked for.
 */
function answersTls(port: number): string {
  const hello = [...tlsHello()].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `LC_ALL=C; ${connects(port)} && printf '${hello}' >&3 && read -r -t ${answerTimeoutSeconds} -N 1 -u 3`;
}

/** As {@link zooKeeperServes}, by the server's own certificate; in an image without `openssl` it serves once it answers. */
function zooKeeperServesTls(node: LabNode, port: number): string {
  const { keystore, authority } = ownFiles(node);
  const client = `openssl s_client -quiet -connect 127.0.0.1:${port} -CAfile ${authority} -cert ${keystore} -key ${keystore}`;
  return (
    `hash openssl 2>/dev/null || { ${answersTls(port)}; exit; }; ` +
    `while read -r -t ${answerTimeoutSeconds}; do [[ $REPLY == Mode:* ]] && exit 0; done < ` +
    `<(printf srvr | timeout ${answerTimeoutSeconds} ${client} 2>/dev/null); exit 1`
  );
}
