/** The `zk-…` stacks against conduktor's own: each difference is either meant, with a reason, or a mistake. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderCompose } from '../../../../src/render/compose/render.ts';
import { resolved } from '../../../support/topologies.ts';
import { deliberateDifferences, nothing } from './conduktor-differences.ts';
import { theirStacks, type Facts } from './conduktor-facts.ts';

const names = Object.keys(theirStacks);

describe.each(names)('%s', (name) => {
  it('has the services of theirs', () => {
    const servicesOf = (facts: Facts): unknown =>
      new Set(Object.keys(facts).map((path) => path.split('.')[0]));
    expect(servicesOf(ourFacts(name))).toEqual(servicesOf(theirStacks[name] ?? {}));
  });

  it('differs from theirs only where it is meant to', () => {
    const unexpected = differencesOf(name).filter(
      (line) => !deliberateDifferences.some(({ lines }) => lines.test(line)),
    );
    expect(unexpected).toEqual([]);
  });
});

describe('the list of differences', () => {
  const all = names.flatMap(differencesOf);

  it.each(deliberateDifferences)('holds none that is gone: $reason', ({ lines }) => {
    expect(all.filter((line) => lines.test(line))).not.toEqual([]);
  });

  it('explains each difference once', () => {
    const explained = all.map((line) => deliberateDifferences.filter(({ lines }) => lines.test(line)).length);
    expect(new Set(explained)).toEqual(new Set([1]));
  });
});

/** One line per path whose values differ: `path: theirs -> ours`. */
function differencesOf(name: string): readonly string[] {
  const theirs = theirStacks[name] ?? {};
  const ours = ourFacts(name);
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    .filter((path) => theirs[path] !== ours[path])
    .map((path) => `${path}: ${theirs[path] ?? nothing} -> ${ours[path] ?? nothing}`);
}

/** Our file in the words of theirs: read back from its text, as a person would. */
function ourFacts(name: string): Facts {
  const [file] = renderCompose(resolved(name));
  const { services } = parse(file?.content ?? '') as { services: Record<string, Record<string, unknown>> };
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, fields]) =>
      Object.entries(fields).flatMap(([field, value]) =>
        factsOf(field, value).map(([path, text]) => [`${service}.${path}`, text]),
      ),
    ),
  );
}

function factsOf(field: string, value: unknown): readonly (readonly [string, string])[] {
  if (field === 'environment') {
    return Object.entries(value as Record<string, string>).map(([name, text]) => [
      `environment.${name}`,
      text,
    ]);
  }
  if (field === 'depends_on') {
    return Object.entries(value as Record<string, { condition: string }>).map(([on, { condition }]) => [
      `depends_on.${on}`,
      condition,
    ]);
  }
  if (field === 'ports') {
    return (value as readonly string[]).map((port) => [
      `ports.${port.slice(port.lastIndexOf(':') + 1)}`,
      port.slice(0, port.lastIndexOf(':')),
    ]);
  }
  return [[field, typeof value === 'string' ? value : JSON.stringify(value)]];
}
