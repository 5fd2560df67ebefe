/** The rules of java.util.Properties, once: whoever writes or reads what Kafka and ZooKeeper load keeps them. */
import { parseLines, stringify } from 'dot-properties';

/** A properties file that is read back as exactly these; sorted, so that files differ only where settings do. */
export function writeProperties(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([key, value]) => `${lineOf(key, value)}\n`).join('');
}

/**
 * A value as it stands behind the `=`. Images copy a variable's text there as it is (kafka.docker.KafkaDockerWrapper,
 * the templates of Confluent's images), so a variable must hold this and not the value.
 */
export function propertyText(value: string): string {
  return lineOf('_', value).slice('_='.length);
}

/** The other way round of {@link propertyText}. */
export function readPropertyText(text: string): string {
  return readProperties(`_=${text}`)['_'] ?? '';
}

/** What a properties file says; of a key that is there twice the last one counts. */
export function readProperties(text: string): Record<string, string> {
  return Object.fromEntries(parseLines(text).filter((line) => typeof line !== 'string'));
}

/** ASCII alone: Kafka reads such files as Latin-1, and the lab writes all files as UTF-8. */
function lineOf(key: string, value: string): string {
  const line = stringify([[key, value]], { keySep: '=', lineWidth: null });
  return line.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
