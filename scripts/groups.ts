/** `klab groups`: consumer groups of a running cluster: who reads what, how far, and from where on. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { clusterByHand } from '../src/app/find/by-hand.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import {
  deleteGroup,
  describeGroup,
  groupNames,
  resetGroup,
  type ResetTo,
} from '../src/client/by-hand/groups.ts';
import { LabError, UsageError } from '../src/index.ts';
import { groupReport } from '../src/report/text/by-hand/topics.ts';
import { withWhere, withYes } from './support/options.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

const actions = ['list', 'describe', 'reset', 'delete'];

interface GroupsOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly topic?: string;
  readonly to?: ResetTo;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'groups',
    'Look at consumer groups, move where they read on, and remove them.',
    'klab groups multi-broker describe shop',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('[action]', actions.join(', '), 'list')
    .argument('[group]', 'the id of a group')
    .option('--topic <topic>', 'for reset: the topic in which the group is moved')
    .option('--to <offset>', 'for reset: earliest, latest, or an offset', resetTo)
    .option('--json', 'print JSON')
    .action(groups);
  return withYes(withWhere(declared), 'write to');
}

function resetTo(text: string): ResetTo {
  if (text === 'earliest' || text === 'latest') return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--to "${text}" is not possible; use earliest, latest or an offset such as 0`);
}

async function groups(
  name: string,
  action: string,
  group: string | undefined,
  options: GroupsOptions,
): Promise<void> {
  const { json, topic, to, ...where } = options;
  if (!actions.includes(action))
    throw new UsageError(`action "${action}" is not known; use one of ${actions.join(', ')}`);
  if (action !== 'list' && group === undefined)
    throw new UsageError(`${action} needs a group: klab groups ${name} ${action} GROUP`);
  const doing = action === 'list' || action === 'describe' ? 'read from' : 'write to';
  if (action === 'reset' && (topic === undefined || to === undefined))
    throw new UsageError(
      `reset needs a topic and a place: klab groups ${name} reset ${group} --topic TOPIC --to earliest`,
    );
  const cluster = await clusterByHand(name, await topologiesToFind(where), where, doing);
  const instance = cluster.instance.id;
  if (group === undefined) {
    const names = await groupNames(cluster);
    if (json) printJson({ instance, groups: names });
    else console.log(names.length === 0 ? 'no groups' : names.join('\n'));
    return;
  }
  if (action === 'reset') await resetGroup(cluster, group, topic ?? '', to ?? 'earliest');
  if (action === 'delete') {
    await deleteGroup(cluster, group);
    if (json) printJson({ instance, group, done: action });
    else console.log(`${pc.green('✔')} removed ${pc.bold(group)}`);
    return;
  }
  const view = await describeGroup(cluster, group);
  if (view.state === 'Dead' && view.partitions.length === 0)
    throw new LabError('usage', `there is no group ${group}; klab groups ${name} lists all`);
  if (json) printJson({ instance, ...view });
  else console.log(groupReport(view));
}
