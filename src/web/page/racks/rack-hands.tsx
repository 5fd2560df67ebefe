/** What can be done to a whole rack at once. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { rackActs, type RackActName, type RackView } from '../../view.ts';
import { useAsking } from '../ask.ts';
import { Said } from '../said.tsx';

const words: Readonly<Record<RackActName, { readonly label: string; readonly hint: string }>> = {
  kill: { label: 'Kill', hint: 'ends all of it at once, as a power cut would' },
  start: { label: 'Start', hint: 'starts all of it that does not run' },
};

/** Its buttons; a grey one says why. */
export function RackHands({
  rack,
  obstacles,
  confirm,
}: {
  readonly rack: string;
  readonly obstacles: RackView['obstacles'];
  readonly confirm: string;
}): ComponentChildren {
  const { answer, isBusy, run } = useAsking();
  const [reason, setReason] = useState('');
  const press = (act: RackActName): void => {
    const obstacle = obstacles[act];
    setReason(obstacle ?? '');
    if (obstacle === null) run('rack', { rack, act, confirm });
  };
  return (
    <div>
      <div class="acts" role="group" aria-label={`What can be done to rack ${rack}`}>
        {rackActs.map((act) => (
          <button
            key={act}
            type="button"
            title={obstacles[act] ?? words[act].hint}
            aria-disabled={obstacles[act] !== null || isBusy}
            aria-description={obstacles[act] ?? words[act].hint}
            onClick={() => press(act)}
          >
            {words[act].label} rack {rack}
          </button>
        ))}
      </div>
      <Said
        answer={reason === '' ? answer : { text: reason, isError: true }}
        isBusy={isBusy && reason === ''}
      />
    </div>
  );
}
