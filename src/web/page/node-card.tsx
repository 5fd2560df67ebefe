/** One node: what it is, how it is, and what can be done to it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { nodeActs, type IsolationView, type NodeActName, type NodeView } from '../view.ts';
import { Flash } from './flash.tsx';
import { Acts, type ActWords } from './pieces/acts.tsx';
import { useAsking } from './ask.ts';

const words: ActWords<NodeActName> = {
  kill: { label: 'Kill', hint: 'ends it at once, as a crash would' },
  stop: { label: 'Stop', hint: 'ends it in order' },
  start: { label: 'Start', hint: 'starts it on the data it had' },
  pause: { label: 'Pause', hint: 'freezes it: it keeps its connections and answers nothing' },
  resume: { label: 'Resume', hint: 'lets it run again' },
  isolate: { label: 'Isolate', hint: 'cuts it off while it runs' },
  heal: { label: 'Heal', hint: 'lets it reach everything again' },
};

/** A card with the node's state and its buttons. */
export function NodeCard({
  node,
  isolations,
  confirm,
}: {
  readonly node: NodeView;
  readonly isolations: readonly IsolationView[];
  readonly confirm: string;
}): ComponentChildren {
  const asking = useAsking();
  const possible = isolations.filter(({ obstacle }) => obstacle === null);
  const [from, setFrom] = useState<string>(possible[0]?.from ?? 'all');
  return (
    <article class={`card node ${node.mark}`} aria-label={node.id}>
      <h3>
        {node.id}{' '}
        {node.isActiveController && (
          <Flash value={node.id} class="pill controller">
            active controller
          </Flash>
        )}
      </h3>
      <p class="role">
        {node.role}
        {node.address !== undefined && <>, {node.address}</>}
      </p>
      <p>
        <Flash value={node.state} class={`state ${node.mark}`}>
          {node.state}
        </Flash>
        {node.doing !== undefined && <em> {node.doing}…</em>}
      </p>
      <Acts
        of={node.id}
        acts={nodeActs}
        words={words}
        obstacles={node.obstacles}
        asking={asking}
        onAct={(act) => asking.run('node', { node: node.id, act, from, confirm })}
      >
        {node.obstacles.isolate === null && possible.length > 1 && (
          <select
            aria-label={`From what Isolate cuts ${node.id} off`}
            value={from}
            onChange={({ currentTarget }) => setFrom(currentTarget.value)}
          >
            {possible.map((way) => (
              <option key={way.from} value={way.from}>
                {way.words}
              </option>
            ))}
          </select>
        )}
      </Acts>
    </article>
  );
}
