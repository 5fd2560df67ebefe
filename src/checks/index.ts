/** All smoke checks in the order in which they run: those that stop nodes come last. */
import { brokersRegistered } from './brokers-registered.ts';
import type { SmokeCheck } from './check.ts';
import { consumerGroups } from './consumer-groups.ts';
import { leaderStop } from './leader-stop.ts';
import { listenersAnswer } from './listeners-answer.ts';
import { minInsyncReplicas } from './min-insync-replicas.ts';
import { recordsKept } from './records-kept.ts';
import { replicasSpread } from './replicas-spread.ts';
import { transactions } from './transactions.ts';

/** Every check; a failure of an early one often explains those of later ones. */
export const smokeChecks: readonly SmokeCheck[] = [
  brokersRegistered,
  listenersAnswer,
  replicasSpread,
  recordsKept,
  consumerGroups,
  transactions,
  leaderStop,
  minInsyncReplicas,
];
