/** The topologies that klab knows, each with its drawing, and what brings one up. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TopologyView, UpView } from '../../view.ts';
import { useAsking } from '../ask.ts';
import { Check, Choice } from '../field.tsx';
import { Course } from '../pieces/course.tsx';
import { Said } from '../said.tsx';

const places = ['anywhere', 'local', 'compose', 'kubernetes'] as const;

/** All of them, and what is being brought up. @param isOpen whether they are to be seen at once */
export function CataloguePart({
  topologies,
  up,
  isOpen,
}: {
  readonly topologies: readonly TopologyView[];
  readonly up: UpView | undefined;
  readonly isOpen: boolean;
}): ComponentChildren {
  const { answer, isBusy, run } = useAsking();
  const [on, setOn] = useState<string>(places[0]);
  const [isolatable, setIsolatable] = useState(true);
  const [beside, setBeside] = useState(false);
  return (
    <section aria-labelledby="topologies">
      <h2 id="topologies">Topologies</h2>
      {up !== undefined && (
        <Course
          title={`Up of ${up.topology}`}
          runs="goes on…"
          course={up}
          stop="Stop it, and remove what it made"
          onStop={() => run('stop-up', {})}
        />
      )}
      <Said answer={answer} isBusy={isBusy} />
      <details open={isOpen}>
        <summary>Bring a cluster up</summary>
        <form class="card" aria-label="How to bring it up" onSubmit={(event) => event.preventDefault()}>
          <Choice label="Where (anywhere: as klab up decides)" value={on} among={places} onValue={setOn} />
          <Check label="its nodes can be cut off" value={isolatable} onValue={setIsolatable} />
          <Check label="beside others, on ports that are free" value={beside} onValue={setBeside} />
          <p class="role">
            What is brought up here stays up when klab ui ends: take it down here, or with klab down.
          </p>
        </form>
        <ul class="catalogue">
          {topologies.map(({ name, summary, isDrawn, isOwn }) => (
            <li class="card" key={name}>
              <h3>
                {name} {isOwn && <span class="pill">your own</span>}
              </h3>
              <p>{summary}</p>
              {isDrawn && (
                <>
                  <button
                    type="button"
                    disabled={isBusy || up?.isRunning === true}
                    onClick={() => run('up', { topology: name, on, isolatable, beside })}
                  >
                    Bring {name} up
                  </button>
                  <a href={`graph/${name}.svg`} target="_blank" rel="noopener">
                    <img
                      class="drawing"
                      loading="lazy"
                      src={`graph/${name}.svg`}
                      alt={`Drawing of ${name}`}
                    />
                  </a>
                </>
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
