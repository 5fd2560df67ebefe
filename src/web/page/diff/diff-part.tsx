/** What changes between two topologies, in Kafka's words. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TopologyView } from '../../view.ts';
import { useAsking } from '../ask.ts';
import { Choice } from '../field.tsx';
import { Said } from '../said.tsx';

/** A form with both sides, and what was found. */
export function DiffPart({
  topologies,
}: {
  readonly topologies: readonly TopologyView[];
}): ComponentChildren {
  const { answer, isBusy, run } = useAsking();
  const names = topologies.filter(({ isDrawn }) => isDrawn).map(({ name }) => name);
  const [first = '', second = first] = names;
  const [before, setBefore] = useState(first);
  const [after, setAfter] = useState(second);
  const found = answer?.isError === false ? answer : undefined;
  return (
    <section aria-labelledby="diff">
      <h2 id="diff">What differs</h2>
      <form
        class="card"
        aria-label="Compare two topologies"
        onSubmit={(event) => {
          event.preventDefault();
          run('diff', { before, after });
        }}
      >
        <Choice label="Before" value={before} among={names} onValue={setBefore} />
        <Choice label="After" value={after} among={names} onValue={setAfter} />
        <button type="submit" disabled={isBusy}>
          Compare
        </button>
        <Said answer={found === undefined ? answer : { text: 'compared', isError: false }} isBusy={isBusy} />
      </form>
      {found !== undefined && (
        <pre class="card found" role="region" aria-label="What differs between them" tabIndex={0}>
          {found.text}
        </pre>
      )}
    </section>
  );
}
