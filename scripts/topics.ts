/** `klab topics`: topics of a running cluster, made, looked at, grown and removed by hand. */
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import { clusterByHand } from '../src/app/find/by-hand.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import {
  deleteTopicNamed,
  describeTopic,
  growTopic,
  makeTopic,
  topicNames,
} from '../src/client/by-hand/topics.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { UsageError } from '../src/index.ts';
import { topicReport } from '../src/report/text/by-hand/topics.ts';
import { withWhere, withYes } from './support/options.ts';
import { settingOption } from './support/setting-option.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

const actions = ['list', 'create', 'describe', 'alter', 'delete'] as const;
type Action = (typeof actions)[number];

interface TopicsOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly setting: Readonly<Record<string, string>>;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'topics',
    'Make, look at, grow and remove topics of a running cluster.',
    'klab topics multi-broker create orders --partitions 3',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('[action]', actions.join(', '), 'list')
    .argument('[topic]', 'the name of a topic')
    .option(
      '--partitions <n>',
      'for create and alter: how many (create: 1 without)',
      wholeNumber('--partitions', 1, 1_000),
    )
    .addOption(
      new Option(
        '--replication-factor <n>',
        'for create: copies of each partition (default: as the brokers say)',
      ).argParser(wholeNumber('--replication-factor', 1, 100)),
    )
    .addOption(
      settingOption('for create: a setting of the topic, such as min.insync.replicas=2; may be given again'),
    )
    .option('--json', 'print JSON')
    .action(topics);
  return withYes(withWhere(declared), 'write to');
}

async function topics(
  name: string,
  action: string,
  topic: string | undefined,
  options: TopicsOptions,
): Promise<void> {
  const { json, partitions, replicationFactor, setting, ...where } = options;
  if (!isAction(action))
    throw new UsageError(`action "${action}" is not known; use one of ${actions.join(', ')}`);
  if (action !== 'list' && topic === undefined)
    throw new UsageError(`${action} needs a topic: klab topics ${name} ${action} TOPIC`);
  if (action === 'alter' && partitions === undefined)
    throw new UsageError('alter gives a topic more partitions; say how many it is to have: --partitions 6');
  const doing = action === 'list' || action === 'describe' ? 'read from' : 'write to';
  const cluster = await clusterByHand(name, await topologiesToFind(where), where, doing);
  const instance = cluster.instance.id;
  if (action === 'list' || topic === undefined) {
    const names = await topicNames(cluster);
    if (json) printJson({ instance, topics: names });
    else console.log(names.length === 0 ? 'no topics' : names.join('\n'));
    return;
  }
  const count = partitions ?? 1;
  const shape = {
    topic,
    partitions: count,
    configs: setting,
    ...(replicationFactor !== undefined && { replicationFactor }),
  };
  if (action === 'create') await makeTopic(cluster, shape);
  if (action === 'alter') await growTopic(cluster, topic, count);
  if (action === 'delete') await deleteTopicNamed(cluster, topic);
  await tell(cluster, action, topic, json);
}

async function tell(cluster: RunningCluster, action: Action, topic: string, json = false): Promise<void> {
  const done = { create: 'made', alter: 'grew', delete: 'removed', describe: '', list: '' }[action];
  const view = action === 'delete' ? undefined : await describeTopic(cluster, topic);
  if (json) {
    printJson({
      instance: cluster.instance.id,
      topic,
      done: action,
      ...(view && { partitions: view.partitions, configs: view.configs ?? null }),
    });
    return;
  }
  if (done !== '') console.log(`${pc.green('✔')} ${done} ${pc.bold(topic)}`);
  if (view !== undefined) console.log(topicReport(view));
}

function isAction(text: string): text is Action {
  return actions.some((action) => action === text);
}
