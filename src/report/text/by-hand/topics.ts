/** What people see of topics and groups that they look at by hand. */
import type { GroupView } from '../../../client/by-hand/groups.ts';
import type { TopicView } from '../../../client/by-hand/topics.ts';
import { isUnderReplicated } from '../../../cluster/partition.ts';
import { counted } from '../../../words.ts';
import { mark } from '../../marks.ts';
import { table } from '../table.ts';

/** A topic: its settings, and a row for each partition. */
export function topicReport({ topic, partitions, configs }: TopicView): string {
  const settings = configs && Object.entries(configs).map(([name, value]) => `; ${name}=${value}`);
  const rows = partitions.map((one) => [
    String(one.partition),
    one.leader < 0 ? mark.bad('none') : String(one.leader),
    one.replicas.join(','),
    isUnderReplicated(one) ? mark.doubtful(one.isr.join(',')) : one.isr.join(','),
    String(one.first ?? '?'),
    String(one.next ?? '?'),
  ]);
  return [
    `${mark.strong(topic)}: ${counted(partitions.length, 'partition')}${settings?.join('') ?? '; its settings are not known now'}`,
    table(['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC (ISR)', 'FIRST OFFSET', 'NEXT OFFSET'], rows),
  ].join('\n');
}

/** A group: its members, and a row for each partition of which it has something. */
export function groupReport({ group, state, members, partitions }: GroupView): string {
  const holder = (name: string): string => {
    const at = members.findIndex((member) => member.partitions.includes(name));
    return at < 0 ? '-' : `member ${at + 1}`;
  };
  const rows = partitions.map(({ topic, partition, committed, next, lag }) => [
    topic,
    String(partition),
    committed === undefined ? '-' : String(committed),
    String(next),
    lag > 0 ? mark.doubtful(String(lag)) : String(lag),
    holder(`${topic}/${partition}`),
  ]);
  const idle = members.filter(({ partitions: held }) => held.length === 0).length;
  return [
    `${mark.strong(group)}: ${state}, ${counted(members.length, 'member')}${idle > 0 ? `, ${idle} with no partition` : ''}`,
    ...(rows.length === 0 ? ['it has committed nothing'] : []),
    ...(rows.length === 0
      ? []
      : [table(['TOPIC', 'PARTITION', 'COMMITTED', 'NEXT OFFSET', 'LAG', 'READ BY'], rows)]),
  ].join('\n');
}
