/** What every topic that the lab makes is set to, so that no default of the brokers changes what is measured in it. */

/**
 * Settings of a topic whose records all stay, as they were sent, until it is deleted; by their upstream names, each with
 * Kafka's own default where that does so. Left to the brokers is what a drill is there to show, such as
 * `unclean.leader.election.enable`.
 */
export const labTopicConfigs: Readonly<Record<string, string>> = {
  // Compaction removes what shares a key, retention what is old: both look like lost records.
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  // As it was sent: another codec costs time of its own, and not every reader knows it.
  'compression.type': 'producer',
  // With CreateTime brokers refuse records whose clock is too far from theirs (message.timestamp.before.max.ms and others).
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': '1048588',
  // A record must fit into a segment, and a segment for each record would be work of its own.
  'segment.bytes': '1073741824',
  'segment.ms': '604800000',
  'segment.index.bytes': '10485760',
  preallocate: 'false',
};

/** The same with what the caller wants besides; the caller's own come last and count. */
export function topicConfigs(own: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...labTopicConfigs, ...own };
}

/** `cleanup.policy=delete, retention.ms=-1`. */
export function configsNamed(configs: Readonly<Record<string, string>>): string {
  return Object.entries(configs)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
