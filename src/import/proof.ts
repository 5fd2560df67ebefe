/** Proves what was taken over: the topology is rendered for compose, and read back as the file was. */
import { mainFiles } from '../diff/readers/read-files.ts';
import type { LintNode } from '../lint/cluster.ts';
import { clustersOf } from '../lint/clusters.ts';
import { completed } from '../lint/completed.ts';
import { renderTarget } from '../render/render.ts';
import { discreet, type ImportNote } from './notes.ts';
import { made, type ImportPlan } from './plan.ts';
import { derived, settingProps } from './settings.ts';
import { securityProof } from './security/proof.ts';
import { isReplaced } from './security/settings.ts';
import { hostName } from './values.ts';

/** How the nodes of the topology differ from those of the file. */
export interface ImportProof {
  /** Settings that are otherwise than the file has them, and that nothing has said, a line each. */
  readonly unlike: readonly string[];
  /** Settings that the topology has besides, as klab has them: by name, with their value. */
  readonly added: Readonly<Record<string, string>>;
  /** How many settings of how many nodes are the same. */
  readonly same: number;
}

/** @param nodes of Kafka, as the file has them */
export async function proofOf(
  plan: ImportPlan,
  nodes: readonly LintNode[],
  notes: readonly ImportNote[],
): Promise<ImportProof> {
  const files = await renderTarget(made(plan).resolve(), 'compose');
  const text = files.find(({ path }) => path === mainFiles.compose)?.content ?? '';
  const [cluster] = clustersOf(
    completed(new Map([['compose.yaml', text]]), () => undefined),
    '',
    () => undefined,
  );
  const isSecured = plan.cluster.security !== undefined;
  const isBySecurity = (setting: string, value: string): boolean => isSecured && isReplaced(setting, value);
  const rendered = new Map(cluster?.nodes.map((node) => [node.id, node]));
  const secured = securityProof(plan, cluster);
  const unlike = [...secured.unlike];
  const added: Record<string, string> = {};
  let { same } = secured;
  for (const node of nodes) {
    const other = rendered.get(hostName(node.id)) ?? rendered.get(idOfNumber(node, cluster?.nodes ?? []));
    if (other === undefined) {
      unlike.push(`${node.id} is no node of the topology`);
      continue;
    }
    const isSaid = (setting: string): boolean =>
      notes.some((note) => note.node === node.id && note.at === setting && note.kind !== 'taken over');
    for (const [setting, value] of Object.entries(node.settings)) {
      if (isSaid(setting) || isBySecurity(setting, value)) continue;
      if (derived.test(setting) && !Object.hasOwn(settingProps, setting)) continue;
      const there = other.settings[setting];
      if (there === value) same += 1;
      else
        unlike.push(
          `${node.id}: ${setting} is ${discreet(setting, there ?? 'not set')}, and was ${discreet(setting, value)}`,
        );
    }
    for (const [setting, value] of Object.entries(other.settings)) {
      if (node.settings[setting] === undefined && !derived.test(setting) && !isBySecurity(setting, value))
        added[setting] = value;
    }
  }
  return { unlike, added, same };
}

/** A node that got another name keeps its number. */
function idOfNumber({ settings }: LintNode, others: readonly LintNode[]): string {
  const number = settings['node.id'] ?? settings['broker.id'];
  return others.find((one) => (one.settings['node.id'] ?? one.settings['broker.id']) === number)?.id ?? '';
}
