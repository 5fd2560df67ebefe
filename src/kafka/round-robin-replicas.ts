/** Where the copies of a topic lie; apart from the client that makes the topic, which the constructs must not load. */

/** Where each copy lies: leaders go round the brokers, and so do the copies of each partition (and with them the racks). */
export function roundRobinReplicas(
  brokers: readonly number[],
  partitions: number,
  replicationFactor: number,
): readonly (readonly number[])[] {
  const from = (start: number): number[] =>
    Array.from({ length: replicationFactor }, (_, copy) => brokers[(start + copy) % brokers.length] ?? 0);
  return Array.from({ length: partitions }, (_, partition) => from(partition));
}
