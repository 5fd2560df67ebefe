/** The only registry of lessons, in the order to learn in. */
import type { Lesson } from '../src/lessons/lesson.ts';
import { aKilledBroker } from './a-killed-broker/lesson.ts';
import { acksAndMinIsr } from './acks-and-min-isr/lesson.ts';
import { consumerGroups } from './consumer-groups/lesson.ts';
import { duplicatesAndIdempotence } from './duplicates-and-idempotence/lesson.ts';
import { fromADatabase } from './from-a-database/lesson.ts';
import { keysAndOrder } from './keys-and-order/lesson.ts';
import { listeners } from './listeners/lesson.ts';
import { offsetsAndReadingAgain } from './offsets-and-reading-again/lesson.ts';
import { readingAReport } from './reading-a-report/lesson.ts';
import { replicationAndLeaders } from './replication-and-leaders/lesson.ts';
import { retentionAndCompaction } from './retention-and-compaction/lesson.ts';
import { schemas } from './schemas/lesson.ts';
import { topicsAndPartitions } from './topics-and-partitions/lesson.ts';
import { transactions } from './transactions/lesson.ts';
import { zookeeperAndKraft } from './zookeeper-and-kraft/lesson.ts';

/** Every lesson. */
export const lessons: readonly Lesson[] = [
  topicsAndPartitions,
  keysAndOrder,
  offsetsAndReadingAgain,
  consumerGroups,
  replicationAndLeaders,
  acksAndMinIsr,
  aKilledBroker,
  readingAReport,
  duplicatesAndIdempotence,
  transactions,
  retentionAndCompaction,
  listeners,
  zookeeperAndKraft,
  schemas,
  fromADatabase,
];
