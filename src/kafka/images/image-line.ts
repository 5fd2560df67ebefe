/** Which Kafka an image holds, as its name and tag tell it: of the images that people run, not only of the lab's own. */

/** Kafka lines of Confluent Platform releases (Confluent documentation, "Supported versions and interoperability"). */
const kafkaOfConfluent: Readonly<Record<string, string>> = {
  '5.0': '2.0',
  '5.1': '2.1',
  '5.2': '2.2',
  '5.3': '2.3',
  '5.4': '2.4',
  '5.5': '2.5',
  '6.0': '2.6',
  '6.1': '2.7',
  '6.2': '2.8',
  '7.0': '3.0',
  '7.1': '3.1',
  '7.2': '3.2',
  '7.3': '3.3',
  '7.4': '3.4',
  '7.5': '3.5',
  '7.6': '3.6',
  '7.7': '3.7',
  '7.8': '3.8',
  '7.9': '3.9',
  '8.0': '4.0',
  '8.1': '4.1',
  '8.2': '4.2',
};

/** Confluent's images of Kafka's own nodes. */
const confluentImages = ['cp-kafka', 'cp-server', 'cp-enterprise-kafka', 'confluent-local', 'cp-zookeeper'];

/** An image's name without registry, tag and digest, and its tag. */
export function partsOfImage(image: string): {
  /** Such as `apache/kafka`; `zookeeper` of a name without an owner. */
  readonly name: string;
  /** The last part of the name, such as `kafka`. */
  readonly last: string;
  readonly tag: string | undefined;
} {
  // A tag may be empty: that of a variable that is not set.
  const [, path = '', tag] = /^([^@]*?)(?::([\w][\w.-]*)?)?(?:@.*)?$/.exec(image.trim()) ?? [];
  const parts = path.split('/');
  return { name: parts.slice(-2).join('/'), last: parts.at(-1) ?? '', tag };
}

/**
 * Kafka's line in an image, such as `3.9`: what it speaks and can be upgraded from.
 * Undefined for an image of another origin, which may hold anything, and for a tag that tells none.
 */
export function lineOfImage(image: string): string | undefined {
  const { name, last, tag = '' } = partsOfImage(image);
  const [owner = ''] = name.split('/');
  const line = /^v?(\d+\.\d+)(?:[.-].*)?$/.exec(tag)?.[1];
  if (owner === 'confluentinc') {
    return confluentImages.includes(last) && line !== undefined ? kafkaOfConfluent[line] : undefined;
  }
  // Their tags begin with the version of Scala, or of the operator.
  if (owner === 'wurstmeister') return /^\d+\.\d+-(\d+\.\d+)/.exec(tag)?.[1];
  if (owner === 'strimzi') return /-kafka-(\d+\.\d+)/.exec(tag)?.[1];
  const isApache = owner === 'apache' && (last === 'kafka' || last === 'kafka-native');
  const isBitnami = /^bitnami(legacy)?$/.test(owner) && last === 'kafka';
  return isApache || isBitnami ? line : undefined;
}
