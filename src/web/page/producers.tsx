/** Producers: what each is like, and how much it has sent. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ProducerView } from '../view.ts';
import { Check, Choice, NumberField, type Run } from './field.tsx';
import { useTopic } from './use-topic.tsx';

/** A form that starts one, and those that run. */
export function Producers({
  topics,
  producers,
  run,
}: {
  readonly topics: readonly string[];
  readonly producers: readonly ProducerView[];
  readonly run: Run;
}): ComponentChildren {
  const { topic, field } = useTopic(topics, 'Topic to write to');
  const [keyed, setKeyed] = useState(true);
  const [acks, setAcks] = useState('all');
  const [idempotent, setIdempotent] = useState(true);
  const [perSecond, setPerSecond] = useState(5);
  return (
    <form
      class="card"
      aria-label="Producers"
      onSubmit={(event) => {
        event.preventDefault();
        run('start-producer', { topic, keyed, acks, idempotent, perSecond });
      }}
    >
      <h3>Producers</h3>
      {field}
      <NumberField label="Records per second" value={perSecond} max={50} onValue={setPerSecond} />
      <Choice label="acks" value={acks} among={['all', '1', '0']} onValue={setAcks} />
      <Check label="idempotent" value={idempotent} onValue={setIdempotent} />
      <Check label="with keys" value={keyed} onValue={setKeyed} />
      <button type="submit" disabled={topics.length === 0}>
        Start a producer
      </button>
      {topics.length === 0 && <p>Make a topic first.</p>}
      <ul>
        {producers.map((one) => (
          <li key={one.id}>
            producer {one.id} to {one.topic}, acks={one.acks}
            {one.idempotent && ', idempotent'}
            {one.keyed ? ', with keys' : ', without keys'}: {one.sent} sent
            {one.failed > 0 && (
              <span class="bad">
                , {one.failed} given up ({one.failure})
              </span>
            )}{' '}
            <button type="button" onClick={() => run('stop-producer', { producer: one.id })}>
              Stop producer {one.id}
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
