/** Turns any part of a YAML document into facts of one value, by path: for what no reader has a word for. */
import { marks } from '../../kafka/marks.ts';
import { isRecord, recordOf, textOf } from '../../untyped.ts';
import { fact, type Fact, type FactKind } from '../model.ts';

/** Fields that name an entry of a list, most telling first: a list is compared by names, not by places. */
const naming = [
  'name',
  'key',
  'topologyKey',
  'mountPath',
  'containerPort',
  'hostPort',
  'port',
  'type',
  'role',
];

/** Lists whose order says something: programs with their arguments. */
const ordered = /(^|\.)(command|args|test|entrypoint)$/;

/** Labels and selectors that klab writes by itself: they follow from names, and no node behaves otherwise for them. */
const ownLabels = [marks.instance, marks.topology, marks.node, marks.group, 'app.kubernetes.io/[a-z-]+'];
const ownLabel = new RegExp(`(^|\\.)(${ownLabels.join('|').replaceAll('.', '\\.')})$`);

/** Facts of every value within. @param path what their names begin with; may be empty. */
export function flatten(value: unknown, kind: FactKind, path = ''): readonly Fact[] {
  return leaves(value, path).map(([name, text]) => fact(kind, name, text));
}

function leaves(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (value === undefined || ownLabel.test(path)) return [];
  if (Array.isArray(value)) return listLeaves(value, path);
  if (!isRecord(value)) return [[path, textOf(value) ?? JSON.stringify(value)]];
  const entries = Object.entries(value);
  // An empty object says something too: `emptyDir: {}`.
  if (entries.length === 0) return [[path, '{}']];
  return entries.flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`));
}

function listLeaves(list: readonly unknown[], path: string): readonly (readonly [string, string])[] {
  if (!list.some(isRecord)) {
    const texts = list.map((item) => (Array.isArray(item) ? JSON.stringify(item) : String(item)));
    return [[path, (ordered.test(path) ? texts : texts.toSorted()).join(ordered.test(path) ? ' ' : ', ')]];
  }
  const seen = new Map<string, number>();
  return list.flatMap((item, index) => {
    const name = naming.map((field) => textOf(recordOf(item)[field])).find((text) => text !== undefined);
    const key = name ?? String(index);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return leaves(item, `${path}[${key}${count === 1 ? '' : `#${count}`}]`);
  });
}
