/** Small questions about values of props. */

/** Whether a list or an object has nothing in it. */
export function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((one) => one === undefined)
  );
}

/** The port of a JVM's remote management, by a variable of the image or by flags (cp-kafka; kafka-run-class.sh; Debezium's kafka). */
export function writtenJmxPort(environment: Readonly<Record<string, string>>): string | undefined {
  const flags = environment['KAFKA_JMX_OPTS'] ?? environment['KAFKA_OPTS'] ?? '';
  const [, byFlag] = /-Dcom\.sun\.management\.jmxremote\.port=(\d+)/.exec(flags) ?? [];
  return environment['KAFKA_JMX_PORT'] ?? environment['JMX_PORT'] ?? environment['JMXPORT'] ?? byFlag;
}

/** What all of several records say alike, and what each says beyond that. */
export function shared(records: readonly Readonly<Record<string, string>>[]): {
  readonly common: Readonly<Record<string, string>>;
  readonly own: readonly Readonly<Record<string, string>>[];
} {
  const [first = {}, ...others] = records;
  const common = Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
  const own = records.map((one) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !Object.hasOwn(common, name))),
  );
  return { common, own };
}

/** `kafka` and `1`, where every name is the same word and a number that grows by one; undefined where they are not so. */
export function series(
  names: readonly string[],
): { readonly prefix: string; readonly first: number } | undefined {
  const parts = names.map((name) => /^(.*?)(\d+)$/.exec(name));
  const [first] = parts;
  if (first === undefined || first === null) return undefined;
  const [, prefix = '', number = ''] = first;
  const isSeries = parts.every(
    (one, index) => one?.[1] === prefix && one[2] === String(Number(number) + index),
  );
  return isSeries ? { prefix, first: Number(number) } : undefined;
}

/** What klab calls ZooKeeper's servers: as the file does where that is a series from 1. */
export function zooKeeperIds(ids: readonly string[]): readonly string[] {
  const names = series(ids.map(hostName));
  return ids.map((_, index) => `${names?.first === 1 ? names.prefix : 'zookeeper-'}${index + 1}`);
}

/** A name that a host may have on every target. */
export function hostName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50);
}
