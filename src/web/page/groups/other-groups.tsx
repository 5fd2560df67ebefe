/** Consumer groups that were not started on this page: who is in, how far each partition is, and what may be done to an empty one. */
import type { ComponentChildren } from 'preact';
import type { OtherGroupsView, OtherGroupView } from '../../views/groups.ts';
import { Flash } from '../flash.tsx';
import { GroupHands } from './group-hands.tsx';

/** All of them; nothing where there are none. */
export function OtherGroups({
  others: { groups, hidden, problem },
  topics,
  confirm,
}: {
  readonly others: OtherGroupsView;
  readonly topics: readonly string[];
  readonly confirm: string;
}): ComponentChildren {
  if (groups.length === 0 && problem === undefined) return null;
  return (
    <section aria-labelledby="other-groups" class="other-groups">
      <h3 id="other-groups">Other groups</h3>
      {problem !== undefined && <p class="said bad">They are shown as they were: {problem}</p>}
      {groups.map((group) => (
        <OtherGroup key={group.id} group={group} topics={topics} confirm={confirm} />
      ))}
      {hidden > 0 && <p class="role">and {hidden} more, which klab groups lists</p>}
    </section>
  );
}

function OtherGroup({
  group,
  topics,
  confirm,
}: {
  readonly group: OtherGroupView;
  readonly topics: readonly string[];
  readonly confirm: string;
}): ComponentChildren {
  const { id, state, members, partitions } = group;
  const behind = partitions.reduce((sum, { lag }) => sum + lag, 0);
  return (
    <details class="card" aria-label={`Group ${id}`}>
      <summary>
        Describe <strong>{id}</strong>: <Flash value={state}>{state}</Flash>, members: {members.length},{' '}
        {behind} behind
      </summary>
      <Partitions group={group} />
      {members.length > 0 && (
        <ol aria-label={`Members of ${id}`}>
          {members.map((member) => (
            <li key={member}>{member}</li>
          ))}
        </ol>
      )}
      <GroupHands group={group} topics={topics} confirm={confirm} />
    </details>
  );
}

function Partitions({ group: { id, partitions } }: { readonly group: OtherGroupView }): ComponentChildren {
  if (partitions.length === 0) return <p>It has committed nothing.</p>;
  return (
    <table>
      <caption class="spoken">What {id} has read</caption>
      <thead>
        <tr>
          {['Partition', 'Reads next', 'Ends at', 'Behind', 'Read by'].map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {partitions.map(({ topic, partition, committed, next, lag, member }) => (
          <tr key={`${topic}/${partition}`}>
            <th scope="row">
              {topic}/{partition}
            </th>
            <td>{committed ?? 'nothing committed'}</td>
            <td>{next}</td>
            <td>{lag}</td>
            <td>{member === 0 ? 'nobody' : `member ${member}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
