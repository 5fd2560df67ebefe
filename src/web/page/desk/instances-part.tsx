/** The clusters that are there: which one the page shows, and which one is taken down. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { InstanceView } from '../../view.ts';
import { useAsking, type Asking } from '../ask.ts';
import { TextField } from '../field.tsx';
import { Said } from '../said.tsx';

/** A line for each. @param shown the id of the one that is shown */
export function InstancesPart({
  instances,
  shown,
}: {
  readonly instances: readonly InstanceView[];
  readonly shown: string | undefined;
}): ComponentChildren {
  const asking = useAsking();
  return (
    <section aria-labelledby="instances">
      <h2 id="instances">Clusters</h2>
      <Said answer={asking.answer} isBusy={asking.isBusy} />
      {instances.length === 0 && <p>Nothing is up. Bring one of the topologies below up.</p>}
      <ul class="instances">
        {instances.map((one) => (
          <Instance key={one.id} instance={one} isShown={one.id === shown} asking={asking} />
        ))}
      </ul>
    </section>
  );
}

function Instance({
  instance: { id, words, isForeign, isUp, canGoDown },
  isShown,
  asking: { run, isBusy },
}: {
  readonly instance: InstanceView;
  readonly isShown: boolean;
  readonly asking: Asking;
}): ComponentChildren {
  const [isAsked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <li class="card">
      <strong>{id}</strong> {words}
      {isShown && ', shown here'}{' '}
      {!isShown && isUp && (
        <button type="button" disabled={isBusy} onClick={() => run('show', { instance: id })}>
          Show {id}
        </button>
      )}{' '}
      {canGoDown && !isAsked && (
        <button type="button" disabled={isBusy} onClick={() => setAsked(true)}>
          Take {id} down
        </button>
      )}
      {isAsked && (
        <form
          aria-label={`Take ${id} down`}
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(false);
            run('down', { instance: id, confirm: typed });
          }}
        >
          <p>Take {id} down and remove its data?</p>
          {isForeign && (
            <TextField
              label={`It is not klab's own; type its name, ${id}`}
              value={typed}
              onValue={setTyped}
            />
          )}
          <button type="submit">Yes, remove {id}</button>{' '}
          <button type="button" onClick={() => setAsked(false)}>
            No, leave it up
          </button>
        </form>
      )}
    </li>
  );
}
