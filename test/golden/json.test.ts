/** What `--json` prints keeps the shape of the stored examples, of verbs that need no cluster; e2e/local/json.test.ts has the others. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { shapeProblems, storedExample } from '../support/json-shape.ts';
import { klab } from '../support/klab.ts';

let dir: string;
const home = process.env['KLAB_HOME'];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-json-'));
  // Whatever the user has up is no part of it.
  process.env['KLAB_HOME'] = dir;
});
afterAll(async () => {
  process.env['KLAB_HOME'] = home;
  await rm(dir, { recursive: true, force: true });
});

describe('--json', () => {
  it.each([
    { example: 'list', args: ['list'], code: 0 },
    { example: 'graph', args: ['graph', 'multi-zookeeper'], code: 0 },
    { example: 'clients', args: ['clients'], code: 0 },
    { example: 'init', args: ['init', '$DIR/shop'], code: 0 },
    { example: 'synth', args: ['synth', 'single-broker', '--out', '$DIR/dist'], code: 0 },
    { example: 'secrets', args: ['secrets', 'secure', '--out', '$DIR/secrets'], code: 0 },
    { example: 'diff', args: ['diff', 'single-broker:compose', 'multi-broker:compose'], code: 0 },
    { example: 'lint', args: ['lint', 'test/golden/lint-example.yaml'], code: 1 },
    { example: 'import', args: ['import', 'test/golden/lint-example.yaml', '--name', 'shop'], code: 0 },
    { example: 'drill-catalogue', args: ['drill', 'multi-broker'], code: 0 },
    { example: 'error', args: ['smoke', 'single-broker-local-1'], code: 2 },
  ])('of $args is as it was', { timeout: 60_000 }, async ({ example, args, code }) => {
    const outcome = await klab(...args.map((arg) => arg.replace('$DIR', dir)), '--json');
    const printed: unknown = JSON.parse(outcome.stdout);
    expect(shapeProblems(printed, storedExample(example))).toEqual([]);
    expect(outcome.code).toBe(code);
  });

  it('of doctor is as it was, whatever this machine has', { timeout: 60_000 }, async () => {
    const { stdout } = await klab('doctor', '--json');
    // What is missing comes with a fix, and the machine of the example lacked nothing.
    const { schemaVersion, findings } = JSON.parse(stdout) as {
      schemaVersion: number;
      findings: { fix?: string }[];
    };
    const withoutFix = findings.map((finding) => ({ ...finding, fix: undefined }));
    const printed: unknown = JSON.parse(JSON.stringify({ schemaVersion, findings: withoutFix }));
    expect(shapeProblems(printed, storedExample('doctor'))).toEqual([]);
  });

  it('has the version in every example', () => {
    const files = readdirSync(join(packageRoot(), 'test', 'golden', 'json'));
    const examples = files.flatMap((file) => storedExample(file.replace('.json', '')));
    expect(examples.length).toBeGreaterThan(20);
    for (const example of examples) expect(example).toMatchObject({ schemaVersion: 1 });
  });
});

describe('an output that has changed its shape', () => {
  const example = { schemaVersion: 1, nodes: [{ id: 'a', rack: 'x' }, { id: 'b' }], leader: null, gone: [] };

  it.each([
    [{ ...example, nodes: [], leader: 3, gone: [{ any: 'thing' }] }, []],
    [{ ...example, nodes: [{ id: 'c' }] }, []],
    [{ ...example, nodes: null }, []],
    [{ schemaVersion: 1, nodes: [], leader: null }, ['it has no gone any more']],
    [{ ...example, more: 1 }, ['it has more, which is new']],
    [{ ...example, schemaVersion: 2 }, ['schemaVersion is 2, and was 1']],
    [{ ...example, leader: 1, nodes: [{ id: 7 }] }, ['.nodes[].id is number, and was string']],
    [
      { ...example, nodes: [{ name: 'a' }] },
      ['.nodes[] has no id any more', '.nodes[] has name, which is new'],
    ],
    [{ ...example, nodes: { a: {} } }, ['.nodes is object, and was list']],
    [[], ['schemaVersion is undefined, and was 1', 'it is list, and was object']],
  ])('%j is told', (value, problems) => {
    expect(shapeProblems(value, example)).toEqual(problems);
  });
});
