/** Smoke check: every broker is registered in one cluster, under one controller. */
import { describeBroker, type BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { instead, messageOf } from '../../errors.ts';
import { brokersOf, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { counted, said } from '../../words.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';

/** What one broker says when it is asked alone. */
export interface BrokerObservation {
  readonly broker: string;
  /** Where it was asked. */
  readonly address: string;
  /** Absent when it did not answer. */
  readonly answer?: BrokersAnswer;
  /** The active controller according to this broker; absent when it did not say. */
  readonly controller?: number;
  /** Voters of the KRaft quorum according to this broker; absent in ZooKeeper mode. */
  readonly voters?: readonly number[];
  /** Why something is absent. */
  readonly error?: string;
}

/** How long brokers may take to agree after a controller election, in milliseconds. */
const agreementTimeoutMs = 15_000;

/** Each broker is asked alone, since any broker answers for all. */
export const brokersRegistered: SmokeCheck = {
  name: 'brokers-registered',
  claim: 'Every broker is registered in one cluster, and all agree on one controller.',
  onlyReads: true,
  async run(context) {
    const { topology, instance } = context.cluster;
    const observations = await observeUntilAgreed(context);
    failOn(judgeRegistration(topology, instance.clusterId, observations));
    const [first] = observations;
    const voters = first?.voters === undefined ? '' : ` of ${first.voters.length} voters`;
    return (
      `${counted(observations.length, 'broker')} (${brokersOf(topology)
        .map(({ number }) => number)
        .join(', ')}), all listed by each; ` +
      `cluster ${first?.answer?.clusterId}; controller ${first?.controller}${voters}`
    );
  },
};

/** An election passes in a moment and is no fault; a refused connection and another cluster's answer say enough. */
async function observeUntilAgreed(context: CheckContext): Promise<readonly BrokerObservation[]> {
  const { topology, instance } = context.cluster;
  let observations: readonly BrokerObservation[] = [];
  const look = async (): Promise<true | NotYet> => {
    observations = await Promise.all(brokersOf(topology).map((broker) => observe(context, broker)));
    const [problem] = judgeRegistration(topology, instance.clusterId, observations);
    const final = observations.some((seen) => isFinal(seen, instance.clusterId));
    return problem === undefined || final || new NotYet(problem);
  };
  context.note('asking each broker for the cluster');
  const wait = { what: 'every broker to name one cluster', intervalMs: 250, signal: context.signal };
  await waitFor({ ...wait, timeoutMs: agreementTimeoutMs }, look).catch(instead(undefined, 'not-ready'));
  return observations;
}

function isFinal({ answer, error }: BrokerObservation, clusterId: string | undefined): boolean {
  if (answer === undefined) return error?.includes('ECONNREFUSED') === true;
  return clusterId !== undefined && answer.clusterId !== clusterId;
}

async function observe({ cluster }: CheckContext, { id, number }: LabNode): Promise<BrokerObservation> {
  const access = cluster.brokers.find((broker) => broker.number === number);
  const asked = { broker: id, address: access?.address ?? 'no address for the host' };
  if (access === undefined) return { ...asked, error: 'the host does not reach it' };
  let answer: BrokersAnswer | undefined;
  try {
    answer = await describeBroker(access);
    if (cluster.topology.mode === 'zookeeper') return { ...asked, answer, controller: answer.controller };
    const { leaderId, voters } = await describeQuorum(access);
    return { ...asked, answer, controller: leaderId, voters };
  } catch (error) {
    return { ...asked, ...(answer && { answer }), error: messageOf(error) };
  }
}

/** What is wrong with the brokers' answers; empty when nothing is. */
export function judgeRegistration(
  topology: ResolvedTopology,
  clusterId: string | undefined,
  observations: readonly BrokerObservation[],
): string[] {
  const expected = brokersOf(topology).map(({ number }) => number);
  return [
    ...observations.flatMap((seen) => judgeAnswer(seen, expected, clusterId)),
    ...judgeClusterIds(observations),
    ...judgeController(topology, observations),
  ];
}

function judgeAnswer(
  seen: BrokerObservation,
  expected: readonly number[],
  clusterId: string | undefined,
): string[] {
  const who = `${seen.broker} (${seen.address})`;
  if (seen.answer === undefined) return [`${who} does not answer: ${seen.error ?? 'no reason given'}`];
  const listed = seen.answer.brokers.map(({ number }) => number);
  const missing = expected.filter((number) => !listed.includes(number));
  const strange = listed.filter((number) => !expected.includes(number));
  const id = seen.answer.clusterId;
  return said(
    seen.error !== undefined && `${who}: ${seen.error}`,
    missing.length > 0 && `${who} does not list broker ${missing.join(', ')}`,
    strange.length > 0 && `${who} lists broker ${strange.join(', ')}, which the topology does not have`,
    clusterId !== undefined && id !== clusterId && `${who} is in cluster ${id}, not ${clusterId}`,
  );
}

function judgeClusterIds(observations: readonly BrokerObservation[]): string[] {
  const ids = new Set(observations.flatMap(({ answer }) => (answer === undefined ? [] : [answer.clusterId])));
  return ids.size > 1 ? [`brokers are in ${ids.size} clusters: ${[...ids].join(', ')}`] : [];
}

function judgeController(topology: ResolvedTopology, observations: readonly BrokerObservation[]): string[] {
  const named = observations.flatMap(({ controller }) => (controller === undefined ? [] : [controller]));
  const distinct = [...new Set(named)];
  if (distinct.length > 1) return [`brokers name different controllers: ${distinct.join(', ')}`];
  const [controller] = distinct;
  // Brokers that do not answer are reported as such.
  if (controller === undefined) return [];
  if (controller < 0) return ['there is no active controller'];
  const may = topology.mode === 'kraft' ? topology.nodes.filter(isController) : brokersOf(topology);
  const allowed = may.map(({ number }) => number);
  return said(
    !allowed.includes(controller) && `the controller is ${controller}, not one of ${allowed.join(', ')}`,
    ...(topology.mode === 'kraft' ? judgeVoters(allowed, observations) : []),
  );
}

function judgeVoters(expected: readonly number[], observations: readonly BrokerObservation[]): string[] {
  return observations.flatMap(({ broker, voters }) => {
    if (voters === undefined) return [];
    const found = voters.toSorted((a, b) => a - b).join(', ');
    const wanted = expected.toSorted((a, b) => a - b).join(', ');
    return found === wanted ? [] : [`${broker} names the voters ${found}, not ${wanted}`];
  });
}
