/** The topologies that klab knows, with a drawing of the one that is chosen. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TopologyView } from '../view.ts';

/** A list to choose from, and the drawing. @param current the topology of the cluster that is looked at */
export function TopologiesPart({
  topologies,
  current,
}: {
  readonly topologies: readonly TopologyView[];
  readonly current: string;
}): ComponentChildren {
  const [chosen, setChosen] = useState('');
  const topology = topologies.find(({ name }) => name === (chosen || current)) ?? topologies[0];
  if (topology === undefined) return null;
  const { name, summary, isDrawn } = topology;
  return (
    <section aria-labelledby="topologies">
      <h2 id="topologies">Topologies</h2>
      <div class="card">
        <label>
          Show{' '}
          <select value={name} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {topologies.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <p>{summary}</p>
        {isDrawn && (
          <a href={`graph/${name}.svg`} target="_blank" rel="noopener">
            <img class="drawing" src={`graph/${name}.svg`} alt={`Drawing of ${name}: ${summary}`} />
          </a>
        )}
        <p class="role">
          In a terminal: klab ui --up {name}, or in words: klab graph {name}
        </p>
      </div>
    </section>
  );
}
