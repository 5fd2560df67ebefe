/** What can happen to a partition leader or to the active controller or a group's coordinator: killed, stopped, paused, cut off. */
import type { DrillPlan } from '../plan.ts';
import { breakAndHeal } from './break-and-heal.ts';
import { hasNeighbours } from './preconditions.ts';

/** kill -9 of a partition leader, failover, restart, all copies back in sync. */
export const killLeader: DrillPlan = {
  name: 'kill-leader',
  summary: 'kill -9 the leader of a partition under load, let leaders move, restart it',
  steps: breakAndHeal('kill', 'leader'),
};

/** SIGTERM: the leader hands over before it goes. */
export const stopLeader: DrillPlan = {
  name: 'stop-leader',
  summary: 'stop the leader of a partition in order: it hands over first',
  steps: breakAndHeal('stop', 'leader'),
};

/** A frozen leader keeps its connections and answers nothing, as in a very long garbage collection. */
export const pauseLeader: DrillPlan = {
  name: 'pause-leader',
  summary: 'freeze the leader of a partition: connections stay, answers stop',
  steps: breakAndHeal('pause', 'leader'),
};

/** A leader without a network. */
export const isolateLeader: DrillPlan = {
  name: 'isolate-leader',
  summary: 'cut the leader of a partition off from everything',
  steps: breakAndHeal('isolate', 'leader'),
};

/** The leader that does not know: clients and followers reach it, the controller does not. */
export const isolateFromController: DrillPlan = {
  name: 'isolate-from-controller',
  summary: 'cut the leader of a partition off from the controllers only',
  preconditions: hasNeighbours,
  steps: breakAndHeal('isolate-from-controllers', 'leader'),
};

/** Metadata changes stop until another controller is elected; traffic to other leaders goes on. */
export const killController: DrillPlan = {
  name: 'kill-controller',
  summary: 'kill -9 the active controller, let another one take over, restart it',
  steps: breakAndHeal('kill', 'controller', [
    { kind: 'await', until: 'controller-back', onlyIfSurvives: true },
  ]),
};

/** Whoever reads by a group must find another coordinator; it leads partitions besides, as every broker does. */
export const killCoordinator: DrillPlan = {
  name: 'kill-coordinator',
  summary: 'kill -9 the broker that coordinates the consumer groups: members must find another one',
  preconditions: hasNeighbours,
  steps: breakAndHeal('kill', 'coordinator'),
};

/** A follower that dies stalls acks=all until it leaves the in-sync replicas. */
export const killFollower: DrillPlan = {
  name: 'kill-follower',
  summary: 'kill -9 a broker that follows: acks=all waits until it leaves the in-sync replicas',
  preconditions: hasNeighbours,
  steps: breakAndHeal('kill', 'follower'),
};
