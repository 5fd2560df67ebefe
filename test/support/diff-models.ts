/** Models of what topologies render to, for tests of the diff. */
import { diffModels } from '../../src/diff/diff.ts';
import type { Comparison } from '../../src/diff/changes.ts';
import { fact, roleOf, type TopologyModel } from '../../src/diff/model.ts';
import { readTarget } from '../../src/diff/readers/read-files.ts';
import type { ResolvedTopology } from '../../src/index.ts';
import type { Target } from '../../src/kafka/node.ts';
import { renderTarget } from '../../src/render/render.ts';
import type { RenderedFile } from '../../src/render/rendered-file.ts';

/** What the files mean. */
export function modelOf(files: readonly RenderedFile[], target: Target): TopologyModel {
  return readTarget(files, target, 'test');
}

/** What a topology means on a target, by its rendered files. */
export async function renderedModel(topology: ResolvedTopology, target: Target): Promise<TopologyModel> {
  return modelOf(await renderTarget(topology, target), target);
}

/** What differs between two models. */
export function diffOf(before: TopologyModel, after: TopologyModel): Comparison {
  return diffModels({ before, after, labels: ['before', 'after'] });
}

/** Changes as `node: name before -> after`, without what follows from them. */
export function inShort({ changes }: Comparison): readonly string[] {
  return changes.map(({ group, kind, name, field, before, after }) =>
    [
      `${group}:`,
      kind,
      name,
      ...(field === undefined ? [] : [field]),
      before ?? 'none',
      '->',
      after ?? 'none',
    ].join(' '),
  );
}

/** The model with other settings on every node of Kafka; undefined takes one away. */
export function withSettings(
  model: TopologyModel,
  settings: Readonly<Record<string, string | undefined>>,
): TopologyModel {
  const groups = model.groups.map((group) => {
    if (!group.isNode || roleOf(group) === 'zookeeper') return group;
    const kept = group.facts.filter(({ kind, name }) => kind !== 'setting' || !Object.hasOwn(settings, name));
    const set = Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [fact('setting', name, value)],
    );
    return { ...group, facts: [...kept, ...set] };
  });
  return { ...model, groups };
}

/** What differs once text of a topology's files has been replaced everywhere. @throws Error where there is no such text. */
export async function edited(
  topology: ResolvedTopology,
  target: Target,
  from: string | RegExp,
  to: string,
): Promise<Comparison> {
  const files = await renderTarget(topology, target);
  const changed = files.map(({ path, content }) => ({ path, content: content.replaceAll(from, to) }));
  if (changed.every(({ content }, index) => content === files[index]?.content)) {
    throw new Error(`${topology.name} on ${target} has no ${String(from)}`);
  }
  return diffOf(modelOf(files, target), modelOf(changed, target));
}
