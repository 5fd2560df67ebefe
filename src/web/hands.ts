/** What a person does to nodes and racks on the page: the same acts as the verbs, with the same obstacles. */
import { silenceOf, troublesOf } from '../app/node.ts';
import { comebackWords } from '../client/nodes/comes-back.ts';
import { isolations, type Isolation } from '../cluster/node-status.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { isolationWords } from '../report/text/watch-report.ts';
import { assertOwnName } from './consent.ts';
import { nodesOfRack } from '../cluster/racks.ts';
import { choice, type Fields } from './fields.ts';
import type { Lab } from './lab.ts';
import { nodeActs, rackActs, type NodeActName } from './view.ts';

/** How an act reads while it is done and afterwards, and whether it breaks something. */
const words: Readonly<
  Record<NodeActName, { readonly doing: string; readonly done: string; readonly breaks: boolean }>
> = {
  kill: { doing: 'is being killed', done: 'was killed', breaks: true },
  stop: { doing: 'is being stopped', done: 'was stopped', breaks: true },
  start: { doing: 'is being started', done: 'was started', breaks: false },
  pause: { doing: 'is being paused', done: 'was paused', breaks: true },
  resume: { doing: 'is being resumed', done: 'was resumed', breaks: false },
  isolate: { doing: 'is being cut off', done: 'was cut off', breaks: true },
  heal: { doing: 'is being healed', done: 'was healed', breaks: false },
};

/** Does one thing to one node. @returns what became of it. @throws LabError with the obstacle */
export async function actOnNode(lab: Lab, fields: Fields): Promise<string> {
  const { cluster } = lab;
  const act = choice(fields, 'act', nodeActs);
  const node = choice(
    fields,
    'node',
    cluster.topology.nodes.map(({ id }) => id),
  );
  const from = act === 'isolate' ? choice(fields, 'from', isolations) : 'all';
  const { doing, done, breaks } = words[act];
  if (breaks) assertOwnName(cluster.instance, fields, act);
  return await lab.doingTo([node], doing, async () => {
    const comeback = act === 'kill' || act === 'stop' ? comebackWords(cluster, node) : undefined;
    await perform(cluster, act, node, from);
    const how = act === 'isolate' ? ` ${isolationWords[from]}` : '';
    const said = `${node} ${done}${how}`;
    lab.tell(comeback === undefined ? said : `${said}; ${comeback}`, 'hand', breaks ? 'bad' : 'good');
    if (act !== 'start') return said;
    return await afterStart(lab, [node], said);
  });
}

/** Does one thing to a whole rack at once, as a power cut would. @throws LabError with the obstacle */
export async function actOnRack(lab: Lab, fields: Fields): Promise<string> {
  const { cluster } = lab;
  const act = choice(fields, 'act', rackActs);
  const racks = [...new Set(cluster.topology.nodes.flatMap(({ rack }) => rack ?? []))];
  const rack = choice(fields, 'rack', racks);
  const { doing, done, breaks } = words[act];
  if (breaks) assertOwnName(cluster.instance, fields, act);
  const nodes = nodesOfRack(cluster.topology, rack).map(({ id }) => id);
  return await lab.doingTo(nodes, doing, async () => {
    await (act === 'kill' ? cluster.killRack(rack) : cluster.startRack(rack));
    const said = `rack ${rack} ${done}: ${nodes.join(', ')}`;
    lab.tell(said, 'hand', breaks ? 'bad' : 'good');
    return act === 'start' ? await afterStart(lab, nodes, said) : said;
  });
}

/** Waits until what was started answers. @returns what was said, and what is wrong with it */
async function afterStart(lab: Lab, nodes: readonly string[], said: string): Promise<string> {
  const silent = await silenceOf(lab.cluster, nodes, () => undefined);
  const after = silent === undefined ? await troublesOf(lab.cluster) : [`no answer yet: ${silent}`];
  for (const trouble of after) lab.tell(`${said}; ${trouble}`, 'lab', 'bad');
  return [said, ...after].join('; ');
}

async function perform(
  cluster: RunningCluster,
  act: NodeActName,
  node: string,
  from: Isolation,
): Promise<void> {
  if (act === 'isolate') await cluster.isolate(node, from);
  else await cluster[act](node);
}
