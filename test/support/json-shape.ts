/** Holds what `--json` prints to a stored example: who reads it by the example must be able to go on doing so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { klab } from './klab.ts';

/** What is known of a value: its kind, and of what it is made. Elements of a list are one shape together. */
interface Shape {
  readonly kinds: ReadonlySet<string>;
  readonly keys: ReadonlyMap<string, Shape>;
  /** Keys that not every object of these has. */
  readonly optional: ReadonlySet<string>;
  /** Of lists; undefined where none of them holds anything. */
  readonly element?: Shape;
}

/** What was stored of a verb's output, such as `up`, or of one kind of it, such as `diff-live`. */
export function storedExample(name: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot(), 'test', 'golden', 'json', `${name}.json`), 'utf8'));
}

/**
 * In what a value has another shape than an example, a line each: another version, a key that is missing or new, a value of
 * another kind. A
 * list that is empty in the example says nothing of its elements; null stands for what is not known, of whatever kind.
 */
export function shapeProblems(value: unknown, example: unknown): readonly string[] {
  const [now, before] = [value, example].map((one) => (isObject(one) ? one['schemaVersion'] : undefined));
  const version = now === before ? [] : [`schemaVersion is ${String(now)}, and was ${String(before)}`];
  return [...version, ...problemsBetween(shapeOf([value]), shapeOf([example]), '')];
}

function shapeOf(values: readonly unknown[]): Shape {
  const objects = values.filter(isObject);
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const elements = values.filter((value) => Array.isArray(value)).flat();
  return {
    kinds: new Set(values.map(kindOf)),
    keys: new Map(
      names.map((name) => {
        const having = objects.filter((object) => Object.hasOwn(object, name));
        return [name, shapeOf(having.map((object) => object[name]))];
      }),
    ),
    optional: new Set(names.filter((name) => objects.some((object) => !Object.hasOwn(object, name)))),
    ...(elements.length > 0 && { element: shapeOf(elements) }),
  };
}

function problemsBetween(found: Shape, stored: Shape, at: string): readonly string[] {
  const where = at === '' ? 'it' : at;
  const strangers = [...found.kinds].filter((kind) => kind !== 'null' && !stored.kinds.has(kind));
  // Null in every example: nobody knows what it is where it is known.
  const kinds = stored.kinds.size === 1 && stored.kinds.has('null') ? [] : strangers;
  const isComparable = found.kinds.has('object') && stored.kinds.has('object');
  const missing = [...stored.keys.keys()].filter((key) => !found.keys.has(key) && !stored.optional.has(key));
  const added = [...found.keys.keys()].filter((key) => !stored.keys.has(key));
  const shared = [...found.keys].flatMap(([key, shape]) => {
    const known = stored.keys.get(key);
    return known === undefined ? [] : [[key, shape, known] as const];
  });
  return [
    ...kinds.map((kind) => `${where} is ${kind}, and was ${[...stored.kinds].join(' or ')}`),
    ...(isComparable ? missing.map((key) => `${where} has no ${key} any more`) : []),
    ...(isComparable ? added.map((key) => `${where} has ${key}, which is new`) : []),
    ...shared.flatMap(([key, shape, known]) => problemsBetween(shape, known, `${at}.${key}`)),
    ...(found.element !== undefined && stored.element !== undefined
      ? problemsBetween(found.element, stored.element, `${at}[]`)
      : []),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Runs a verb to its end, and says in what it differs from what is stored under this name: in nothing. */
export async function differences(example: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, output } = await klab(...args, '--json');
  if (code !== 0) return [`${example} ended with ${code}: ${output}`];
  return shapeProblems(JSON.parse(stdout), storedExample(example)).map((problem) => `${example}: ${problem}`);
}
