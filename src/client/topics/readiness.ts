/** When a cluster is truly ready: every broker registered in the right cluster, a controller, full in-sync replicas, side services. */
import { byEveryListener, type BrokerAccess, type ClusterAccess } from '../../cluster/access.ts';
import { randomBytes } from 'node:crypto';
import { messageOf, RuntimeError } from '../../errors.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import { NotYet, notYet, waitFor, type WaitOptions } from '../../wait.ts';
import { describeLagging } from '../../cluster/partition.ts';
import { activeController } from '../watch/active-controller.ts';
import { viewPartitions } from '../watch/living-view.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { isRefusal, WireFailure } from '../wire/wire-failure.ts';
import { TopicDeletionDisabled } from '../wire/delete-topic.ts';
import { kafkaErrorType } from '../kafkajs/error-type.ts';
import { createKafka, makingTopicsTimeoutMs, withAdmin, type Admin } from '../kafkajs/kafka.ts';
import { applyConnectors } from '../services/connectors.ts';
import { waitForServices } from '../services/health.ts';
import { placeTopic, removeTopic, roundRobinReplicas } from './placed-topic.ts';
import { settingsOfBrokers } from '../kafkajs/settings-in-force.ts';

/** Brokers hear of a deletion in milliseconds; on a machine that starts many at once, in as many seconds. */
const removeTimeoutMs = 60_000;

/** Pause between two looks at so many brokers, in milliseconds: short, and no load of its own where there are many. */
function pauseMs(brokers: number): number {
  return Math.min(100, Math.max(20, 5 * brokers));
}

/** What to wait for. */
export interface ReadinessRequest {
  /** With the references of its services completed, as {@link completeTopology} does, where it declares connectors. */
  readonly topology: ResolvedTopology;
  /** Brokers must answer by every listener for the host. */
  readonly access: ClusterAccess;
  /** Added to the ports at which the host finds side services. @default 0 */
  readonly portOffset?: number;
  /** The id the cluster must have; another Kafka on the same port answers too. @default whatever it says */
  readonly clusterId?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told what is still missing each time that changes. */
  readonly onPending?: (reason: string) => void;
  /** Told what a person should know of a cluster that is ready all the same. @default nobody is told */
  readonly onNote?: (text: string) => void;
  /** Called once the brokers serve, before side services are waited for. @default services need no more than brokers */
  readonly whenBrokersServe?: () => Promise<void>;
  /** Throws when waiting on is pointless, such as after a node has died. */
  readonly assertAlive?: () => Promise<void> | void;
}

/**
 * Waits until the cluster is ready.
 * @returns the cluster's id.
 * @throws RuntimeError `not-ready` with what is missing; at once when another cluster answers.
 */
export async function waitUntilReady(request: ReadinessRequest): Promise<string> {
  const clusterId = await waitForBrokers(request);
  const { access } = request;
  const kafka = createKafka({
    access,
    clientId: 'klab-readiness',
    requestTimeoutMs: makingTopicsTimeoutMs,
  });
  await withAdmin(kafka, async (admin) => {
    await waitForController(request);
    await proveReplication(request, admin);
  });
  await request.whenBrokersServe?.();
  const portOffset = request.portOffset ?? 0;
  await waitForServices(request.topology, portOffset, waitOptions(request), request.assertAlive);
  await applyConnectors(request.topology, portOffset, waitOptions(request));
  return clusterId;
}

function waitOptions(request: ReadinessRequest): Omit<WaitOptions, 'what'> {
  return {
    timeoutMs: request.timeoutMs,
    intervalMs: pauseMs(brokersOf(request.topology).length),
    ...(request.signal && { signal: request.signal }),
    ...(request.onPending && { onPending: request.onPending }),
  };
}

/** Every broker answers for itself, under the right cluster id, and knows all the others. */
async function waitForBrokers(request: ReadinessRequest): Promise<string> {
  const expected = brokersOf(request.topology);
  const pending = new Set(byEveryListener(request.access).brokers);
  let clusterId = '';
  await waitFor({ ...waitOptions(request), what: 'every broker to register' }, async () => {
    await request.assertAlive?.();
    const answers = await Promise.all([...pending].map((broker) => askBroker(broker, expected.length)));
    for (const answer of answers) {
      if (answer.clusterId === undefined) continue;
      assertRightCluster(answer.broker.address, answer.clusterId, request.clusterId ?? answer.clusterId);
      clusterId = answer.clusterId;
      if (answer.missing === undefined) pending.delete(answer.broker);
    }
    const reasons = answers.flatMap(({ broker, missing }) =>
      missing === undefined ? [] : [`${broker.address} ${missing}`],
    );
    return reasons.length === 0 ? true : new NotYet(reasons.join(', '));
  });
  return clusterId;
}

function assertRightCluster(address: string, found: string, expected: string): void {
  if (found === expected) return;
  throw new RuntimeError(
    'not-ready',
    `${address} answers as cluster ${found}, not ${expected}: another Kafka uses this port; end it, or use --port-offset N`,
  );
}

interface BrokerAnswer {
  readonly broker: BrokerAccess;
  readonly clusterId?: string;
  /** What is not there yet; absent when the broker knows the whole cluster. */
  readonly missing?: string;
}

async function askBroker(broker: BrokerAccess, brokers: number): Promise<BrokerAnswer> {
  try {
    const answer = await describeBroker(broker);
    const known = answer.brokers.length;
    return {
      broker,
      clusterId: answer.clusterId,
      ...(known < brokers && { missing: `knows ${known} of ${brokers} brokers` }),
    };
  } catch (error) {
    // Whom a broker does not let in, it answers in a way, and a person must know which.
    if (!(error instanceof WireFailure && isRefusal(error.kind)))
      return { broker, missing: 'does not answer' };
    // By now there is a new one where it is read: one that has expired is of a node that was there before.
    const restart =
      error.kind === 'certificate-expired'
        ? `; a node reads a new one when it starts: restart ${broker.id}`
        : '';
    return { broker, missing: `does not let klab in: ${error.reason}${restart}` };
  }
}

async function waitForController(request: ReadinessRequest): Promise<void> {
  await waitFor({ ...waitOptions(request), what: 'an active controller' }, async () => {
    await request.assertAlive?.();
    return await activeController(request.topology.mode, request.access).catch(notYet);
  });
}

/** Makes a topic that has a copy on every broker in turn, waits until all copies are in sync, and deletes it. */
async function proveReplication(request: ReadinessRequest, admin: Admin): Promise<void> {
  const numbers = brokersOf(request.topology).map((broker) => broker.number);
  const replicas = roundRobinReplicas(numbers, numbers.length, request.topology.replicationFactor);
  if (await keepsTopics(request)) {
    // One that is used again and again: of those that nobody can delete there must not be one for each start.
    await placeTopic(admin, { topic: lastingTopic, replicas }).catch((error: unknown) => {
      if (!isThere(error)) throw error;
    });
    await waitForFullIsr(request, lastingTopic, 1);
    request.onNote?.(new TopicDeletionDisabled(lastingTopic).message);
    return;
  }
  const topic = `${lastingTopic}-${randomBytes(4).toString('hex')}`;
  await placeTopic(admin, { topic, replicas });
  try {
    await waitForFullIsr(request, topic, numbers.length);
  } finally {
    await removeTopic(request.access, topic, removeTimeoutMs).catch((error: unknown) => {
      if (!(error instanceof TopicDeletionDisabled)) throw error;
      request.onNote?.(error.message);
    });
  }
}

/** The probe of a cluster that deletes no topics. */
const lastingTopic = 'klab-readiness';

/** Whether topics may not be deleted, which is decided by whoever is the controller. */
async function keepsTopics({ topology, access }: ReadinessRequest): Promise<boolean> {
  const numbers = brokersOf(topology).map(({ number }) => number);
  const brokers = [...(await settingsOfBrokers(access, numbers)).values()];
  const ofBrokers = brokers.map((settings) => settings.get('delete.topic.enable'));
  const ofNodes = topology.nodes.map(({ settings }) => settings['delete.topic.enable']);
  return [...ofBrokers, ...ofNodes].includes('false');
}

/** kafkajs has one error for all topics of a request, with an error for each in it. */
function isThere(error: unknown): boolean {
  const parts =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return [error, ...(parts as unknown[])].some((part) => kafkaErrorType(part) === 'TOPIC_ALREADY_EXISTS');
}

async function waitForFullIsr(request: ReadinessRequest, topic: string, count: number): Promise<void> {
  await waitFor({ ...waitOptions(request), what: 'full in-sync replicas of a probe topic' }, async () => {
    await request.assertAlive?.();
    let partitions;
    try {
      partitions = await viewPartitions(request.access, topic);
    } catch (error) {
      // Brokers learn of a new topic one after another; until then its metadata is an error.
      return new NotYet(messageOf(error));
    }
    if (partitions.length < count) return new NotYet(`${partitions.length} of ${count} partitions known`);
    const reason = describeLagging(partitions);
    return reason === undefined ? true : new NotYet(reason);
  });
}
