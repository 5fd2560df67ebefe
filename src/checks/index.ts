/** All smoke checks in the order in which they run: those that stop nodes come last. */
import { brokersRegistered } from './kafka/brokers-registered.ts';
import { changesArrive } from './services/changes-arrive.ts';
import { changesSurvive } from './services/changes-survive.ts';
import type { SmokeCheck } from './kit/check.ts';
import { consoleReady } from './services/console.ts';
import { consumerGroups } from './kafka/consumer-groups.ts';
import { ksqlDbSees } from './services/ksqldb.ts';
import { fileLinesArrive } from './services/file-lines-arrive.ts';
import { leaderStop } from './kafka/leader-stop.ts';
import { listenersAnswer } from './kafka/listeners-answer.ts';
import { metricsFollowFaults } from './services/metrics-follow-faults.ts';
import { metricsScraped } from './services/metrics-scraped.ts';
import { minInsyncReplicas } from './kafka/min-insync-replicas.ts';
import { recordsKept } from './kafka/records-kept.ts';
import { replicasSpread } from './kafka/replicas-spread.ts';
import { restProxyCarries } from './services/rest-proxy.ts';
import { schemasKept } from './services/schemas-kept.ts';
import { schemasSurvive } from './services/schemas-survive.ts';
import { authorityChecked } from './kafka/security/authority-checked.ts';
import { certificatesRequired } from './kafka/security/certificates-required.ts';
import { namesChecked } from './kafka/security/names-checked.ts';
import { nodesEncrypted } from './kafka/security/nodes-encrypted.ts';
import { passwordsChecked } from './kafka/security/passwords-checked.ts';
import { plainTextRefused } from './kafka/security/plain-text-refused.ts';
import { rightsKept } from './kafka/security/rights-kept.ts';
import { superUsersSeeAll } from './kafka/security/super-users-see-all.ts';
import { tokensChecked } from './kafka/security/tokens-checked.ts';
import { usersLetIn } from './kafka/security/users-let-in.ts';
import { transactions } from './kafka/transactions.ts';

/** Every check; a failure of an early one often explains those of later ones. */
export const smokeChecks: readonly SmokeCheck[] = [
  brokersRegistered,
  listenersAnswer,
  replicasSpread,
  recordsKept,
  consumerGroups,
  transactions,
  plainTextRefused,
  nodesEncrypted,
  authorityChecked,
  namesChecked,
  certificatesRequired,
  usersLetIn,
  passwordsChecked,
  tokensChecked,
  rightsKept,
  superUsersSeeAll,
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
