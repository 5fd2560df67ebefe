/** What can be proved of the cluster: smoke checks and drills, what they say while they run, and the report. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { LabView } from '../view.ts';
import { Course } from './pieces/course.tsx';
import { TimeLine } from './time-line/time-line.tsx';
import { Said } from './said.tsx';
import { useAsking } from './ask.ts';

/** Checks, drills, and what runs or ran last. @param confirm the name that was typed, for a cluster of others */
export function ProofPart({
  view: { checks, drills, proof },
  confirm,
}: {
  readonly view: LabView;
  readonly confirm: string;
}): ComponentChildren {
  const asking = useAsking();
  const [check, setCheck] = useState('all');
  const [chosen, setDrill] = useState('');
  const possible = drills.filter(({ obstacle }) => obstacle === undefined);
  const drill = drills.find(({ name }) => name === chosen) ?? possible[0];
  const isRunning = proof?.isRunning === true;
  return (
    <section aria-labelledby="proof">
      <h2 id="proof">Checks and drills</h2>
      <Said answer={asking.answer} isBusy={asking.isBusy} />
      <div class="work">
        <form
          class="card"
          aria-label="Smoke checks"
          onSubmit={(event) => {
            event.preventDefault();
            asking.run('smoke', { check, confirm });
          }}
        >
          <h3>Smoke checks</h3>
          <label>
            What to prove{' '}
            <select value={check} onChange={({ currentTarget }) => setCheck(currentTarget.value)}>
              <option value="all">all of them</option>
              {checks.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <p class="role">
            {checks.find(({ name }) => name === check)?.claim ?? 'Every promise, one after the other.'}
          </p>
          <button type="submit" disabled={isRunning}>
            Prove it
          </button>
        </form>
        <form
          class="card"
          aria-label="Drills"
          onSubmit={(event) => {
            event.preventDefault();
            asking.run('drill', { drill: drill?.name, confirm });
          }}
        >
          <h3>Drills</h3>
          <label>
            What is to happen under load{' '}
            <select value={drill?.name ?? ''} onChange={({ currentTarget }) => setDrill(currentTarget.value)}>
              {drills.map(({ name, obstacle }) => (
                <option key={name} value={name} disabled={obstacle !== undefined}>
                  {name}
                  {obstacle !== undefined && ` (not here: ${obstacle})`}
                </option>
              ))}
            </select>
          </label>
          <p class="role">{drill?.summary}</p>
          <button type="submit" disabled={isRunning || drill === undefined}>
            Run the drill
          </button>
        </form>
      </div>
      {proof !== undefined && (
        <Course
          title={proof.title}
          runs="runs…"
          course={proof}
          stop={`Stop ${proof.title}`}
          onStop={() => asking.run('stop-proof', {})}
        >
          {proof.timeLine !== undefined && (
            <TimeLine title={proof.title} line={proof.timeLine} isRunning={proof.isRunning} />
          )}
          {proof.hasReport && (
            <p>
              <a href={`report/${proof.number}`} target="_blank" rel="noopener">
                The report, with its charts
              </a>
            </p>
          )}
        </Course>
      )}
    </section>
  );
}
