/** What kcat says while it works, as events of docs/clients.md: `%` begins what it tells people, and it has no other way to tell a program. */
import type { SubjectEvent } from '../../../client/subjects/task.ts';

/**
 * Of a producer (kcat.c, dr_msg_cb). It names no value: an acknowledgement is known by its place alone.
 * @returns undefined for what is no event
 */
export function readProducerWord(line: string, topic: string): SubjectEvent | undefined {
  const [, partition, offset] = /^% Message delivered to partition (\d+) \(offset (\d+)\)/.exec(line) ?? [];
  if (partition !== undefined) {
    return { name: 'producer_send_success', topic, partition: Number(partition), offset: Number(offset) };
  }
  const [, message] = /^% (?:ERROR: )?Delivery failed for message:? ?(.*)$/.exec(line) ?? [];
  return message === undefined ? undefined : { name: 'producer_send_error', topic, message };
}

/** Of a consumer's group (kcat.c, rebalance_cb). @returns undefined for what is no event */
export function readConsumerWord(line: string, topic: string): SubjectEvent | undefined {
  const [, what, list = ''] = /^% Group .* rebalanced .*: (assigned|revoked): (.*)$/.exec(line) ?? [];
  if (what === undefined) return undefined;
  const partitions = [...list.matchAll(/(\S+) \[(\d+)\]/g)]
    .filter(([, own]) => own === topic)
    .map(([, , partition]) => ({ topic, partition: Number(partition) }));
  return { name: what === 'assigned' ? 'partitions_assigned' : 'partitions_revoked', partitions };
}

/** Has kcat print records so that {@link readRecord} reads them. */
export const recordFormat = '%p %o %s\\n';

/** A record that a consumer was given. @returns undefined for what is none */
export function readRecord(line: string, topic: string): SubjectEvent | undefined {
  const [, partition, offset, value] = /^(\d+) (\d+) (.*)$/.exec(line) ?? [];
  if (partition === undefined) return undefined;
  return { name: 'record_data', topic, partition: Number(partition), offset: Number(offset), value };
}
