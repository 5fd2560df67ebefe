/** What can be done to a whole rack at once. */
import type { ComponentChildren } from 'preact';
import { rackActs, type RackActName, type RackView } from '../../view.ts';
import { useAsking } from '../ask.ts';
import { Acts, type ActWords } from '../pieces/acts.tsx';

const words: ActWords<RackActName> = {
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
  const asking = useAsking();
  return (
    <div>
      <Acts
        of={`rack ${rack}`}
        acts={rackActs}
        words={words}
        labelOf={(label) => `${label} rack ${rack}`}
        obstacles={obstacles}
        asking={asking}
        onAct={(act) => asking.run('rack', { rack, act, confirm })}
      />
    </div>
  );
}
