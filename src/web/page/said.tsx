/** What klab answered, where a screen reader hears it too. */
import type { ComponentChildren } from 'preact';
import type { Answer } from './ask.ts';

/** The answer, or that there is none yet. */
export function Said({
  answer,
  isBusy = false,
}: {
  readonly answer: Answer | undefined;
  readonly isBusy?: boolean;
}): ComponentChildren {
  return (
    <p class={`said ${answer?.isError ? 'bad' : ''}`} role="status">
      {isBusy ? 'klab is at it…' : (answer?.text ?? '')}
    </p>
  );
}
