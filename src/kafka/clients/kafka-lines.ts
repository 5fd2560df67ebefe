/** Which line of Kafka a broker is, by the requests that it knows: no broker says its version. */

/** A request that a line brought, or a version of one. */
interface Mark {
  readonly line: string;
  /** Kafka's number of the request, and the version of it that lines before do not serve. */
  readonly key: number;
  readonly version: number;
}

/**
 * The newest first. Taken from the definitions that come with each line's clients (common/message in kafka-clients), of
 * what brokers serve with ZooKeeper and with KRaft alike and without settings for what is not stable yet; between 3.3
 * and 3.4 there is no such mark.
 */
const marks: readonly Mark[] = [
  { line: '4.4', key: 42, version: 3 },
  { line: '4.3', key: 35, version: 5 },
  { line: '4.2', key: 2, version: 11 },
  { line: '4.1', key: 1, version: 18 },
  { line: '4.0', key: 3, version: 13 },
  { line: '3.9', key: 1, version: 17 },
  { line: '3.8', key: 0, version: 11 },
  { line: '3.7', key: 1, version: 16 },
  { line: '3.6', key: 24, version: 4 },
  { line: '3.5', key: 1, version: 15 },
  { line: '3.3', key: 30, version: 3 },
  { line: '3.2', key: 11, version: 9 },
  { line: '3.1', key: 3, version: 12 },
  { line: '3.0', key: 2, version: 7 },
  { line: '2.8', key: 60, version: 0 },
];

/** Sent by ZooKeeper mode's controller to brokers, and served by no other broker (LeaderAndIsr). */
const zooKeeperOnly = 4;

/** The newest version of each request that a broker knows, by Kafka's number of it. */
type Newest = (key: number) => number | undefined;

/** Its line, such as `3.9`; undefined for one before 2.8. What is newer than the last line that is known here is taken for that. */
export function lineOf(newest: Newest): string | undefined {
  return marks.find(({ key, version }) => (newest(key) ?? -1) >= version)?.line;
}

/** Whether it keeps its metadata in ZooKeeper. */
export function isWithZooKeeper(newest: Newest): boolean {
  return newest(zooKeeperOnly) !== undefined;
}
