/** Consumer groups: their members, which partitions each has, and how far behind they are. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupView } from '../../view.ts';
import { TextField, type Run } from '../field.tsx';
import { useTopic } from '../use-topic.tsx';
import { Flash } from '../flash.tsx';

/** A form that starts one, and those that are there. */
export function Groups({
  topics,
  groups,
  run,
}: {
  readonly topics: readonly string[];
  readonly groups: readonly GroupView[];
  readonly run: Run;
}): ComponentChildren {
  const { topic, field } = useTopic(topics, 'Topic to read');
  const [name, setName] = useState('readers');
  return (
    <form
      class="card"
      aria-label="Consumer groups"
      onSubmit={(event) => {
        event.preventDefault();
        run('start-group', { topic, name });
      }}
    >
      <h3>Consumer groups</h3>
      {field}
      <TextField label="Name of the group" value={name} onValue={setName} />
      <button type="submit" disabled={topics.length === 0}>
        Start a group
      </button>
      {groups.map((group) => (
        <Group key={group.id} group={group} run={run} />
      ))}
    </form>
  );
}

function Group({ group, run }: { readonly group: GroupView; readonly run: Run }): ComponentChildren {
  const { id, topic, members, lag } = group;
  return (
    <div class="group" role="group" aria-label={`Group ${id}`}>
      <p>
        <strong>{id}</strong> reads {topic}, {lag} behind
      </p>
      <ul>
        {members.map((member) => (
          <li key={member.id}>
            member {member.id} {member.state}{' '}
            <Flash value={member.partitions.join()}>
              {member.partitions.length === 0 ? 'no partition' : `partitions ${member.partitions.join(', ')}`}
            </Flash>
            , {member.read} read{' '}
            <button type="button" onClick={() => run('remove-member', { group: id, member: member.id })}>
              Remove member {member.id}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => run('add-member', { group: id })}>
        Add a member
      </button>{' '}
      <button type="button" onClick={() => run('stop-group', { group: id })}>
        Remove the group
      </button>
    </div>
  );
}
