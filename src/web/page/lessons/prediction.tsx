/** What a learner says will come before the step is done, and beside it what was measured. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { PredictionView } from '../../views/lessons.ts';
import { useAsking } from '../ask.ts';
import { Choice, TextField } from '../field.tsx';
import { Said } from '../said.tsx';

/** A question with its answer, or a form for it. */
export function Prediction({ asks }: { readonly asks: PredictionView }): ComponentChildren {
  const { question, said, measured } = asks;
  return (
    <div class="prediction">
      <p>
        <strong>Foresee it: {question}</strong>
      </p>
      {measured === undefined && <Answer asks={asks} />}
      {(said !== undefined || measured !== undefined) && <p role="status">{besideEachOther(asks)}</p>}
    </div>
  );
}

function Answer({ asks: { choices, unit } }: { readonly asks: PredictionView }): ComponentChildren {
  const asking = useAsking();
  const [answer, setAnswer] = useState(choices?.[0] ?? '');
  const label = choices === undefined && unit !== undefined ? `Your answer, in ${unit}` : 'Your answer';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        asking.run('predict', { answer });
      }}
    >
      {choices === undefined ? (
        <TextField label={label} value={answer} onValue={setAnswer} />
      ) : (
        <Choice label={label} value={answer} among={choices} onValue={setAnswer} />
      )}{' '}
      <button type="submit" disabled={asking.isBusy}>
        Say it
      </button>
      <Said answer={asking.answer?.isError === true ? asking.answer : undefined} isBusy={asking.isBusy} />
    </form>
  );
}

function besideEachOther({ said, measured, unit, isRight }: PredictionView): string {
  const withUnit = (text: string): string =>
    unit === undefined ? text : `${text} ${text === '1' ? unit.replace(/s$/, '') : unit}`;
  const foreseen = said === undefined ? 'You said nothing' : `You said ${withUnit(said)}`;
  if (measured === undefined) return `${foreseen}.`;
  const right = isRight === undefined ? '' : isRight ? ': as foreseen' : ': not as foreseen';
  return `${foreseen}, measured ${withUnit(measured)}${right}.`;
}
