/** Compares files of others with what their brokers alone say: settings and listeners, where nobody else tells what runs. */
import { saidOf } from '../../diff/others-in-force.ts';
import { withSettingsInForce, type SettingInForce } from '../../diff/in-force.ts';
import { fact, type FactGroup, type TopologyModel } from '../../diff/model.ts';
import { nodeFacts } from '../../diff/readers/node-facts.ts';
import { UsageError } from '../../errors.ts';
import type { LintNode } from '../../lint/cluster.ts';
import { clustersOf } from '../../lint/clusters.ts';
import { wholeOf } from '../../lint/from-manifests.ts';
import type { ComposeFiles } from '../files/compose-files.ts';

/** Both sides, and what is to be known of them. */
export interface SidesByKafka {
  readonly before: TopologyModel;
  readonly after: TopologyModel;
  readonly notes: readonly string[];
}

/**
 * @param inForce by node id, `broker-N`; of those that answer
 * @param label what the files are called, for errors
 * @throws UsageError where they hold none of these brokers
 */
export function sidesByKafka(
  { files, readBeside }: ComposeFiles,
  inForce: ReadonlyMap<string, readonly SettingInForce[]>,
  label: string,
): SidesByKafka {
  const whole = wholeOf(files, readBeside);
  const clusters = clustersOf(whole, [...files.keys()][0] ?? '', readBeside);
  const idOf = ({ settings }: LintNode): string => `broker-${settings['node.id'] ?? settings['broker.id']}`;
  const has = (node: LintNode): boolean => inForce.has(idOf(node));
  const nodes = clusters.map((cluster) => cluster.nodes).find((all) => all.some(has)) ?? [];
  const numbers = [...inForce.keys()].map((id) => id.replace(/^broker-/, ''));
  if (nodes.length === 0 && numbers.length > 0) {
    throw new UsageError(
      `${label} has no broker with a number that answers here (${numbers.join(', ')}); name the file of this cluster`,
    );
  }
  const brokers = nodes.filter(has);
  const target = whole.manifests === undefined ? 'compose' : 'kubernetes';
  const before: TopologyModel = { target, groups: brokers.map(groupOf) };
  const unwritten = [...inForce].filter(([id]) => !brokers.some((node) => idOf(node) === id));
  const after = withSettingsInForce(
    { target, groups: brokers.map((node) => untold(groupOf(node), inForce.get(idOf(node)) ?? [])) },
    new Map(brokers.map((node) => [node.id, saidOf(groupOf(node), inForce.get(idOf(node)) ?? [])])),
  );
  return {
    before,
    after: { ...after, groups: [...after.groups, ...unwritten.map(([id]) => newcomer(id))] },
    notes: [
      ...whole.notes,
      'brokers alone were asked, so images, volumes, ports and what is no broker are not compared',
    ],
  };
}

function groupOf({ id, settings }: LintNode): FactGroup {
  return { id, isNode: true, facts: nodeFacts({ software: 'kafka', settings, jvmFlags: [] }) };
}

/** What brokers keep to themselves, such as passwords, is taken to be as it is written; where they have a default, it is that. */
function untold({ facts, ...group }: FactGroup, told: readonly SettingInForce[]): FactGroup {
  return {
    ...group,
    facts: facts.flatMap((one) => {
      if (one.kind === 'role') return one;
      if (one.kind !== 'setting') return [];
      const now = told.find(({ name }) => name === one.name);
      if (now === undefined) return one;
      return now.source === 'default' ? fact('setting', one.name, now.value) : [];
    }),
  };
}

function newcomer(id: string): FactGroup {
  return { id, isNode: true, facts: [fact('role', 'role', 'broker')] };
}
