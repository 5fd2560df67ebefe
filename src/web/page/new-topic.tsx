/** Makes a topic. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { NumberField, TextField, type Run } from './field.tsx';

/** A form with what matters of a topic. */
export function NewTopic({
  brokers,
  run,
}: {
  readonly brokers: number;
  readonly run: Run;
}): ComponentChildren {
  const [name, setName] = useState('orders');
  const [partitions, setPartitions] = useState(3);
  const [copies, setCopies] = useState(Math.min(3, brokers));
  const [least, setLeast] = useState(Math.min(2, brokers));
  const fields = { name, partitions, replicationFactor: copies, minInSync: least };
  return (
    <form
      class="card"
      aria-label="Make a topic"
      onSubmit={(event) => {
        event.preventDefault();
        run('make-topic', fields);
      }}
    >
      <h3>Make a topic</h3>
      <TextField label="Name of the topic" value={name} onValue={setName} />
      <NumberField label="Partitions" value={partitions} max={48} onValue={setPartitions} />
      <NumberField label="Copies of each" value={copies} max={brokers} onValue={setCopies} />
      <NumberField label="min.insync.replicas" value={least} max={copies} onValue={setLeast} />
      <button type="submit">Make it</button>
    </form>
  );
}
