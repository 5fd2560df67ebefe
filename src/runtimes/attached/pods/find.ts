/** Finds the cluster that runs in the pods of a namespace: Kafka is asked at every port that they have, whatever else may answer there. */
import { describeBroker, type BrokersAnswer } from '../../../client/wire/describe-cluster.ts';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { LabError, messageOf, UsageError } from '../../../errors.ts';
import { counted } from '../../../words.ts';
import { assertMayForward, openWays, type OpenWays, type Way } from './forwards.ts';
import { hasLabels, isRunning, podsIn, servicesIn, type SeenPod, type SeenService } from './facts.ts';
import { portAt, waysTo, type Neighbourhood, type WayIn } from './ways.ts';

/** Where it runs. */
export interface PodsWanted {
  readonly context: string;
  readonly namespace: string;
  /** Narrows the pods, as kubectl takes it. @default all of them */
  readonly selector?: string;
}

/** How the cluster is reached, and in which pods it may be. */
export interface InPods extends Neighbourhood {
  /** Advertised addresses that lead into pods, by which it is reached while `ways` are open. */
  readonly bootstrap: readonly string[];
  readonly ways: OpenWays;
  /** From where a host leads to one of them, in words; undefined where it leads to none. */
  reachedFrom(this: void, host: string): string | undefined;
}

/** What a broker said at a port of a pod. */
interface Answer extends Pick<BrokersAnswer, 'clusterId' | 'brokers'> {
  readonly pod: SeenPod;
  /** Where the addresses that it names lead. */
  readonly led: ReadonlyMap<string, WayIn>;
}

/** A web server, or a database, may keep its peace. */
const timeoutMs = 5_000;

/** A namespace may have hundreds of pods: so many ports are asked, and no more. */
const mostAsked = 200;

/**
 * @param named addresses that a person gave; they say which of several clusters is meant
 * @throws UsageError where there is no such pod, none of them is Kafka, or there are several clusters and none was named;
 * LabError where the API server does not answer or does not let klab forward ports
 */
export async function clusterInPods(
  wanted: PodsWanted,
  security: ClientSecurity | undefined,
  named: readonly string[],
): Promise<InPods> {
  const [pods, services] = await Promise.all([podsIn(wanted, wanted.selector), servicesIn(wanted)]);
  const around = { namespace: wanted.namespace, pods, services };
  const asked = portsOf(around);
  const [first] = asked;
  if (first === undefined) throw nothingRuns(wanted, pods);
  await assertMayForward(wanted, first.pod.metadata.name, first.port);
  const ways = await openWays(wanted);
  try {
    await ways.add(new Map(asked.map((one) => [addressOf(one), fixed(one)])));
    const said = await Promise.all(asked.map((one) => ask(one, security)));
    const answers = said.flatMap((one, index): Answer[] => {
      if (typeof one === 'string') return [];
      const led = one.brokers.flatMap(({ address }) => {
        const [only, ...others] = waysTo(address, around);
        return only === undefined || others.length > 0 ? [] : [[address, only] as const];
      });
      return [{ ...one, pod: asked[index]!.pod, led: new Map(led) }];
    });
    if (answers.length === 0) throw noKafka(wanted, asked, said);
    const mine = meant(clustersOf(answers), named);
    // A broker may have several listeners, of which some are for others: that whose addresses lead into most pods.
    const [best] = mine.toSorted((a, b) => b.led.size - a.led.size);
    await ways.add(new Map([...best!.led].map(([address, one]) => [address, fixed(one)])));
    const bootstrap =
      best!.led.size > 0 ? [...best!.led.keys()] : best!.brokers.map(({ address }) => address);
    return { ...around, bootstrap, ways, reachedFrom: (host) => reachedFrom(host, around) };
  } catch (error) {
    await ways.close();
    throw error;
  }
}

function reachedFrom(host: string, around: Neighbourhood): string | undefined {
  const found = waysTo(`${host}:0`, around).map(({ pod }) => pod.metadata.name);
  if (found.length === 0) return undefined;
  return `pods of the cluster reach it there (${found.join(', ')})`;
}

function fixed({ pod, port }: WayIn): Way {
  return { pod: () => pod.metadata.name, port };
}

/** By which it is asked while nobody knows what it advertises. */
function addressOf({ pod, port }: WayIn): string {
  return `${pod.status?.podIP}:${port}`;
}

/** Ports that pods declare, and those that services lead to: declaring one is nobody's duty. */
function portsOf({ pods, services }: Neighbourhood): readonly WayIn[] {
  return pods
    .filter((pod) => isRunning(pod) && (pod.status?.podIP ?? '') !== '')
    .flatMap((pod) => {
      const own = pod.spec.containers.flatMap(({ ports = [] }) => ports);
      const declared = own.filter(({ protocol = 'TCP' }) => protocol === 'TCP');
      const led = services.flatMap((service) => (isBehind(pod, service) ? portsAt(pod, service) : []));
      const all = [...new Set([...declared.map(({ containerPort }) => containerPort), ...led])];
      return all.map((port) => ({ pod, port }));
    })
    .slice(0, mostAsked);
}

function isBehind(pod: SeenPod, { spec: { selector } }: SeenService): boolean {
  return selector !== undefined && hasLabels(pod, selector);
}

function portsAt(pod: SeenPod, { spec: { ports = [] } }: SeenService): readonly number[] {
  return ports.flatMap(({ port, targetPort = port }) => portAt(pod, targetPort) ?? []);
}

/** @returns in words why it is no broker for clients, where it is none */
async function ask(
  at: WayIn,
  security: ClientSecurity | undefined,
): Promise<Pick<BrokersAnswer, 'clusterId' | 'brokers'> | string> {
  const address = addressOf(at);
  // Its certificate is for what it advertises, which is yet to be asked; by that it is looked at from then on.
  const tls = security?.tls && { ...security.tls, anyName: true };
  const said = security && { security: { ...security, ...(tls && { tls }) } };
  try {
    return await describeBroker({ address, ...said }, timeoutMs);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return messageOf(error).replaceAll(address, () => `pod ${at.pod.metadata.name} at ${at.port}`);
  }
}

/** Files are copied with their cluster's id: answers are of one cluster where they name a pod in common, too. */
function clustersOf(answers: readonly Answer[]): readonly (readonly Answer[])[] {
  const clusters: Answer[][] = [];
  const membersOf = ({ pod, led }: Answer): readonly SeenPod[] => [
    pod,
    ...[...led.values()].map((way) => way.pod),
  ];
  for (const answer of answers) {
    const isOf = (other: Answer): boolean =>
      other.clusterId === answer.clusterId &&
      (other.led.size === 0 ||
        answer.led.size === 0 ||
        membersOf(other).some((one) => membersOf(answer).includes(one)));
    const cluster = clusters.find((one) => one.some(isOf));
    if (cluster === undefined) clusters.push([answer]);
    else cluster.push(answer);
  }
  return clusters;
}

/** @throws UsageError that names all where none is meant alone */
function meant(clusters: readonly (readonly Answer[])[], named: readonly string[]): readonly Answer[] {
  const fitting = clusters.filter((one) =>
    one.some(({ brokers }) => brokers.some(({ address }) => named.includes(address))),
  );
  const [only, ...others] = fitting.length > 0 ? fitting : clusters;
  if (only !== undefined && others.length === 0) return only;
  const those = clusters.map((answers) => {
    const { clusterId, brokers } = answers[0]!;
    const numbers = brokers.map(({ number }) => number).toSorted((a, b) => a - b);
    return `${clusterId} of brokers ${numbers.join(', ')} (--bootstrap ${brokers[0]?.address})`;
  });
  throw new UsageError(`there are ${clusters.length} clusters in these pods; name one: ${those.join(', ')}`);
}

function whereOf({ context, namespace, selector }: PodsWanted): string {
  const which = selector === undefined ? '' : ` that ${selector} selects`;
  return `namespace ${namespace} of context ${context}${which}`;
}

function nothingRuns(wanted: PodsWanted, pods: readonly SeenPod[]): UsageError {
  if (pods.length === 0) return new UsageError(`there is no pod in ${whereOf(wanted)}`);
  const names = pods.map(({ metadata }) => metadata.name);
  const some = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  return pods.some(isRunning)
    ? new UsageError(`no port of ${some} in ${whereOf(wanted)} is declared, and no service leads to one`)
    : new UsageError(`none of ${some} in ${whereOf(wanted)} runs`);
}

/** What every one of them said, the first in one line. */
function noKafka(
  wanted: PodsWanted,
  asked: readonly WayIn[],
  said: readonly (string | object)[],
): UsageError {
  const pods = new Set(asked.map(({ pod }) => pod.metadata.name));
  const reasons = [...new Set(said.filter((one) => typeof one === 'string'))];
  const [first = '', ...details] = reasons;
  return new UsageError(
    `no pod in ${whereOf(wanted)} answers as a broker does that lets klab in (${counted(pods.size, 'pod')} asked): ${first}`,
    { details },
  );
}
