/** The cluster: its nodes in their racks, and every partition of its topics. */
import type { ComponentChildren } from 'preact';
import type { ClusterView } from '../view.ts';
import { NodeCard } from './node-card.tsx';
import { RackHands } from './racks/rack-hands.tsx';
import { TopicTable } from './topic-table.tsx';

/** Nodes and topics as they are now. */
export function ClusterPart({
  cluster,
  confirm,
}: {
  readonly cluster: ClusterView;
  readonly confirm: string;
}): ComponentChildren {
  const { racks, topics, isolations } = cluster;
  const isPlain = racks.length === 1 && racks[0]?.name === '';
  return (
    <>
      <section aria-labelledby="nodes">
        <h2 id="nodes">Nodes</h2>
        <div class="racks">
          {racks.map(({ name, nodes, obstacles }) => (
            <div class={isPlain ? 'no-racks' : 'rack'} key={name}>
              {!isPlain && <p class="rack-name">{name === '' ? 'without a rack' : `rack ${name}`}</p>}
              {name !== '' && <RackHands rack={name} obstacles={obstacles} confirm={confirm} />}
              {nodes.map((node) => (
                <NodeCard key={node.id} node={node} isolations={isolations} confirm={confirm} />
              ))}
            </div>
          ))}
        </div>
      </section>
      <section aria-labelledby="topics">
        <h2 id="topics">Topics</h2>
        <p class="legend">
          <span class="copy leader">★ leads</span> <span class="copy in-sync">✓ in sync</span>{' '}
          <span class="copy eligible">◇ out of sync, may lead</span>{' '}
          <span class="copy out-of-sync">✕ out of sync</span>
        </p>
        {topics.length === 0 && <p>There is no topic yet.</p>}
        <div class="topics">
          {topics.map((topic) => (
            <TopicTable key={topic.name} topic={topic} />
          ))}
        </div>
      </section>
    </>
  );
}
