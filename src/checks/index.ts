/** All smoke checks in the order in which they run: those that stop nodes come last. */
import { brokersRegistered } from './brokers-registered.ts';
import { changesArrive } from './changes-arrive.ts';
import { changesSurvive } from './changes-survive.ts';
import type { SmokeCheck } from './check.ts';
import { consoleReady } from './console.ts';
import { consumerGroups } from './consumer-groups.ts';
import { ksqlDbSees } from './ksqldb.ts';
import { fileLinesArrive } from './file-lines-arrive.ts';
import { leaderStop } from './leader-stop.ts';
import { listenersAnswer } from './listeners-answer.ts';
import { metricsFollowFaults } from './metrics-follow-faults.ts';
import { metricsScraped } from './metrics-scraped.ts';
import { minInsyncReplicas } from './min-insync-replicas.ts';
import { recordsKept } from './records-kept.ts';
import { replicasSpread } from './replicas-spread.ts';
import { restProxyCarries } from './rest-proxy.ts';
import { schemasKept } from './schemas-kept.ts';
import { schemasSurvive } from './schemas-survive.ts';
import { transactions } from './transactions.ts';

/** Every check; a failure of an early one often explains those of later ones. */
export const smokeChecks: readonly SmokeCheck[] = [
  brokersRegistered,
  listenersAnswer,
  replicasSpread,
  recordsKept,
  consumerGroups,
  transactions,
  schemasKept,
  metricsScraped,
  fileLinesArrive,
  changesArrive,
  restProxyCarries,
  ksqlDbSees,
  consoleReady,
  leaderStop,
  minInsyncReplicas,
  metricsFollowFaults,
  schemasSurvive,
  changesSurvive,
];
