/** What can happen to more than one node: too many copies lost, a zone, ZooKeeper, everything, one node again and again. */
import { brokersOf } from '../../../kafka/node.ts';
import type { DrillPlan, DrillStep } from '../plan.ts';
import { breakAndHeal, untilHealed, untilSurvived } from './break-and-heal.ts';
import { hasCopiesToLose, hasRacks, hasSpareZooKeeper, hasZooKeeper } from './preconditions.ts';

/** Every broker is stopped in order and started again, one at a time, as an upgrade does. */
export const rollingRestart: DrillPlan = {
  name: 'rolling-restart',
  summary: 'stop and start every broker in turn, each once all copies are in sync',
  steps: (topology) => [
    ...brokersOf(topology).flatMap(({ id }): readonly DrillStep[] => [
      { kind: 'fault', fault: 'stop', target: { nodeId: id } },
      { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
      { kind: 'heal' },
      { kind: 'await', until: 'writes-back' },
      { kind: 'await', until: 'full-isr' },
    ]),
    { kind: 'elect-preferred' },
    { kind: 'await', until: 'preferred-leaders' },
    { kind: 'traffic', durationMs: 1_000 },
  ],
};

/** Fewer copies are left than min.insync.replicas: acks=all must be refused rather than half kept. */
export const loseMinIsr: DrillPlan = {
  name: 'lose-min-isr',
  summary: 'kill -9 so many copies of a partition that fewer than min.insync.replicas are left',
  preconditions: hasCopiesToLose,
  steps: breakAndHeal('kill', 'beyond-min-isr', [{ kind: 'traffic', durationMs: 8_000 }]),
};

/** ZooKeeper goes on with a majority, and so does Kafka. */
export const loseZooKeeper: DrillPlan = {
  name: 'lose-zookeeper',
  summary: 'kill -9 as many ZooKeeper servers as can be spared',
  preconditions: hasSpareZooKeeper,
  steps: breakAndHeal('kill', 'zookeeper-minority', [{ kind: 'traffic', durationMs: 3_000 }]),
};

/** Without ZooKeeper leaders go on, but nobody can be elected and no copy can leave or join the in-sync replicas. */
export const loseZooKeeperQuorum: DrillPlan = {
  name: 'lose-zookeeper-quorum',
  summary: 'kill -9 a majority of the ZooKeeper servers',
  preconditions: hasZooKeeper,
  steps: breakAndHeal('kill', 'zookeeper-majority', [{ kind: 'traffic', durationMs: 8_000 }]),
};

/** A rack goes with everything in it: on kind its machines, elsewhere all of its nodes at once. */
export const loseZone: DrillPlan = {
  name: 'lose-zone',
  summary: 'take away every node of one rack at once',
  preconditions: hasRacks,
  steps: breakAndHeal('kill', 'rack'),
};

/**
 * Everything ends at once and starts again. The host goes on, so what Kafka had written but not flushed is still in the
 * host's page cache: this is a crash of all processes, not of the disks.
 */
export const powerCut: DrillPlan = {
  name: 'power-cut',
  summary: 'kill -9 every node at once, and start them again',
  steps: breakAndHeal('kill', 'everything'),
};

const flaps = 5;

/** One broker that dies again as soon as it is back, so that failovers overlap with recoveries. */
export const brokerFlap: DrillPlan = {
  name: 'broker-flap',
  summary: `kill -9 and restart one broker ${flaps} times`,
  steps: ({ mode }) => [
    ...Array.from({ length: flaps }, (_, flap): readonly DrillStep[] => [
      { kind: 'fault', fault: 'kill', target: flap === 0 ? 'leader' : 'same' },
      // With ZooKeeper it cannot come back before it was missed.
      ...(mode === 'zookeeper' ? untilSurvived : []),
      { kind: 'heal' },
      { kind: 'await', until: 'writes-back' },
    ]).flat(),
    ...untilHealed,
    { kind: 'traffic', durationMs: 1_000 },
  ],
};
