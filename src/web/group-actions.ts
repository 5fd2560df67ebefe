/** What a person does to consumer groups that were not started on the page: only to empty ones, and only by their names. */
import { deleteGroup, describeGroup, resetGroup } from '../client/by-hand/groups.ts';
import { LabError } from '../errors.ts';
import { assertOwnName } from './consent.ts';
import { choice, whole, type Fields } from './fields.ts';
import type { Lab } from './lab.ts';
import { obstacleToGroup } from './play/other-groups.ts';

/** A person waits in front of it. */
const patience = { timeoutMs: 5_000, retries: 2 } as const;

/** By the names that the page sends. */
export const groupActions = { 'reset-group': reset, 'delete-group': remove } as const;

async function reset(lab: Lab, fields: Fields): Promise<string> {
  const group = await groupToChange(lab, fields, 'move the offsets of');
  const topic = choice(fields, 'topic', lab.topics);
  const to = choice(fields, 'to', ['earliest', 'latest', 'offset']);
  const place = to === 'offset' ? whole(fields, 'offset', 0, Number.MAX_SAFE_INTEGER) : to;
  await resetGroup(lab.cluster, group, topic, place);
  return await told(
    lab,
    `group ${group} reads ${topic} from ${to === 'offset' ? `offset ${place}` : `the ${to}`} on`,
  );
}

async function remove(lab: Lab, fields: Fields): Promise<string> {
  const group = await groupToChange(lab, fields, 'remove');
  await deleteGroup(lab.cluster, group, patience);
  return await told(lab, `group ${group} was removed, with its offsets`);
}

/** @returns its id. @throws LabError where it is not named, or not empty now */
async function groupToChange(lab: Lab, fields: Fields, doing: string): Promise<string> {
  const { cluster } = lab;
  const group = choice(fields, 'group', lab.otherGroups.ids);
  assertOwnName(cluster.instance, fields, `${doing} a group of`);
  if (fields['typed'] !== group) {
    throw new LabError(
      'usage',
      `group ${group} was not started here; to ${doing} it, type its name: ${group}`,
    );
  }
  const obstacle = obstacleToGroup(await describeGroup(cluster, group));
  if (obstacle !== null) throw new LabError('node-state', obstacle);
  return group;
}

async function told(lab: Lab, said: string): Promise<string> {
  lab.tell(said, 'hand', 'bad');
  await lab.lookAtGroups();
  return said;
}
