/** Buttons for what can be done to something: a grey one can be pressed too, and says why it does nothing. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Said } from '../said.tsx';
import type { useAsking } from '../ask.ts';

/** How an act is called, and what it does. */
export type ActWords<Act extends string> = Readonly<
  Record<Act, { readonly label: string; readonly hint: string }>
>;

/** The buttons, and what came of the last one. */
export function Acts<Act extends string>({
  of,
  acts,
  words,
  labelOf,
  obstacles,
  asking: { answer, isBusy },
  onAct,
  children,
}: {
  /** To what it is done. */
  readonly of: string;
  readonly acts: readonly Act[];
  readonly words: ActWords<Act>;
  /** What a button shows. @default the act's label, which a screen reader hears with what it is done to */
  readonly labelOf?: (label: string) => string;
  readonly obstacles: Readonly<Record<Act, string | null>>;
  readonly asking: Pick<ReturnType<typeof useAsking>, 'answer' | 'isBusy'>;
  readonly onAct: (act: Act) => void;
  /** Stands beside the buttons. @default nothing */
  readonly children?: ComponentChildren;
}): ComponentChildren {
  const [reason, setReason] = useState('');
  const press = (act: Act): void => {
    const obstacle = obstacles[act];
    setReason(obstacle ?? '');
    if (obstacle === null) onAct(act);
  };
  return (
    <>
      <div class="acts" role="group" aria-label={`What can be done to ${of}`}>
        {acts.map((act) => (
          <button
            key={act}
            type="button"
            title={obstacles[act] ?? words[act].hint}
            {...(labelOf === undefined && { 'aria-label': `${words[act].label} ${of}` })}
            aria-disabled={obstacles[act] !== null || isBusy}
            aria-description={obstacles[act] ?? words[act].hint}
            onClick={() => press(act)}
          >
            {labelOf === undefined ? words[act].label : labelOf(words[act].label)}
          </button>
        ))}
        {children}
      </div>
      <Said
        answer={reason === '' ? answer : { text: reason, isError: true }}
        isBusy={isBusy && reason === ''}
      />
    </>
  );
}
