/** One topic: each partition with its leader and its copies. */
import type { ComponentChildren } from 'preact';
import type { CopyView, PartitionView, TopicView } from '../view.ts';
import { Flash } from './flash.tsx';

const signs: Readonly<Record<CopyView['state'], readonly [sign: string, words: string]>> = {
  leader: ['★', 'leads'],
  'in-sync': ['✓', 'in sync'],
  eligible: ['◇', 'out of sync, may lead'],
  'out-of-sync': ['✕', 'out of sync'],
};

/** A table of the topic's partitions. */
export function TopicTable({ topic }: { readonly topic: TopicView }): ComponentChildren {
  return (
    <table class="card">
      <caption>{topic.name}</caption>
      <thead>
        <tr>
          <th scope="col">Partition</th>
          <th scope="col">Copies, by broker</th>
          <th scope="col" class="number">
            Records/s
          </th>
        </tr>
      </thead>
      <tbody>
        {topic.partitions.map((partition) => (
          <Row key={partition.partition} {...partition} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ partition, leader, copies, perSecond }: PartitionView): ComponentChildren {
  return (
    <tr>
      <th scope="row">{partition}</th>
      <td>
        {leader < 0 && <span class="copy out-of-sync">no leader</span>}
        {copies.map(({ broker, state }) => {
          const [sign, words] = signs[state];
          return (
            <Flash key={broker} value={state} class={`copy ${state}`}>
              <span aria-hidden="true">
                {sign} {broker}
              </span>
              <span class="spoken">
                {broker} {words}
              </span>{' '}
            </Flash>
          );
        })}
      </td>
      <td class="number">{perSecond ?? ''}</td>
    </tr>
  );
}
