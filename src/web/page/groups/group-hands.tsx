/** What can be done to an empty group of others, by whoever types its name. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { OtherGroupView } from '../../views/groups.ts';
import { useAsking } from '../ask.ts';
import { Choice, TextField } from '../field.tsx';
import { Acts, type ActWords } from '../pieces/acts.tsx';
import { useTopic } from '../use-topic.tsx';

const acts = ['reset', 'delete'] as const;

const words: ActWords<(typeof acts)[number]> = {
  reset: { label: 'Move offsets of', hint: 'it reads on from there once it has members' },
  delete: { label: 'Remove', hint: 'with all that it has committed' },
};

const places = ['earliest', 'latest', 'offset'] as const;

/** Where it is to read on, its name, and both buttons; a grey one says why. */
export function GroupHands({
  group: { id, partitions, obstacle },
  topics,
  confirm,
}: {
  readonly group: OtherGroupView;
  readonly topics: readonly string[];
  readonly confirm: string;
}): ComponentChildren {
  const asking = useAsking();
  const own = [...new Set(partitions.map(({ topic }) => topic))].filter((topic) => topics.includes(topic));
  const { topic, field } = useTopic(own.length === 0 ? topics : own, `Topic of ${id}`);
  const [to, setTo] = useState<string>('earliest');
  const [offset, setOffset] = useState(0);
  const [typed, setTyped] = useState('');
  const reason = obstacle ?? (typed === id ? null : `type its name first: ${id}`);
  return (
    <div class="hands">
      {field}
      <Choice label="Read on from" value={to} among={places} onValue={setTo} />
      {to === 'offset' && (
        <label>
          Offset{' '}
          <input
            type="number"
            min={0}
            value={offset}
            onInput={({ currentTarget }) => setOffset(Number(currentTarget.value))}
          />
        </label>
      )}
      <TextField label={`To change it, type ${id}`} value={typed} onValue={setTyped} />
      <Acts
        of={id}
        acts={acts}
        words={words}
        labelOf={(label) => `${label} ${id}`}
        obstacles={{ reset: topic === '' ? (reason ?? 'there is no topic') : reason, delete: reason }}
        asking={asking}
        onAct={(act) => asking.run(`${act}-group`, { group: id, topic, to, offset, typed, confirm })}
      />
    </div>
  );
}
