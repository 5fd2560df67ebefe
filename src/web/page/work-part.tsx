/** Work on the cluster: topics that a person makes, producers, consumer groups, and the way of real records. */
import type { ComponentChildren } from 'preact';
import type { GroupView, LabView } from '../view.ts';
import { Said } from './said.tsx';
import { useAsking } from './ask.ts';
import { Groups } from './groups/groups.tsx';
import { OtherGroups } from './groups/other-groups.tsx';
import { NewTopic } from './new-topic.tsx';
import { Producers } from './producers.tsx';

/** All of it. @param confirm the name that was typed, for a cluster of others */
export function WorkPart({
  view,
  confirm,
}: {
  readonly view: LabView;
  readonly confirm: string;
}): ComponentChildren {
  const asking = useAsking();
  const topics = view.cluster.topics.map(({ name }) => name);
  const run = (action: string, fields: object): void => asking.run(action, { ...fields, confirm });
  const brokers = view.cluster.racks.flatMap(({ nodes }) => nodes).filter(({ isBroker }) => isBroker).length;
  return (
    <section aria-labelledby="work">
      <h2 id="work">Records</h2>
      <Said answer={asking.answer} isBusy={asking.isBusy} />
      <div class="work">
        <NewTopic brokers={brokers} run={run} />
        <Producers topics={topics} producers={view.producers} run={run} />
        <Groups topics={topics} groups={view.groups} run={run} />
      </div>
      <Samples view={view} />
      <OtherGroups others={view.otherGroups} topics={topics} confirm={confirm} />
    </section>
  );
}

/** Where records went: from their key to the member that reads them. */
function Samples({ view: { samples, groups, cluster } }: { readonly view: LabView }): ComponentChildren {
  if (samples.length === 0) return null;
  const leaderOf = (topic: string, partition: number): string => {
    const found = cluster.topics
      .find(({ name }) => name === topic)
      ?.partitions.find((one) => one.partition === partition);
    return found === undefined || found.leader < 0 ? 'none' : `broker ${found.leader}`;
  };
  return (
    <table class="card samples">
      <caption>The way of the last records: key, partition, leader, who reads it</caption>
      <thead>
        <tr>
          {['Key', 'Value', 'Partition', 'Offset', 'Leader', 'Read by'].map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {samples.map(({ number, topic, key, value, partition, offset }) => (
          <tr key={number}>
            <td>{key ?? 'none'}</td>
            <td>{value}</td>
            <td>
              {topic}/{partition}
            </td>
            <td>{offset}</td>
            <td>{leaderOf(topic, partition)}</td>
            <td>{readersOf(groups, topic, partition)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function readersOf(groups: readonly GroupView[], topic: string, partition: number): string {
  const readers = groups
    .filter((group) => group.topic === topic)
    .flatMap(({ id, members }) =>
      members
        .filter(({ partitions }) => partitions.includes(partition))
        .map((member) => `member ${member.id} of ${id}`),
    );
  return readers.join(', ') || 'nobody';
}
