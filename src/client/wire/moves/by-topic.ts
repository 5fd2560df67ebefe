/** Kafka's requests name partitions topic by topic. */

/** The same, by topic, in the order in which topics come. */
export function byTopic<Of extends { readonly topic: string }>(
  those: readonly Of[],
): readonly (readonly [topic: string, those: readonly Of[]])[] {
  const topics = new Map<string, Of[]>();
  for (const one of those) {
    const found = topics.get(one.topic);
    if (found === undefined) topics.set(one.topic, [one]);
    else found.push(one);
  }
  return [...topics];
}
