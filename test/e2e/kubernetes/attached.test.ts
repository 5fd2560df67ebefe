/** A cluster that others run in pods of theirs: found by its namespace, reached by forwards, broken with --yes, and left as it was. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instead } from '../../../src/errors.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { klab } from '../../support/klab.ts';
import { othersNamespace, type OthersNamespace } from '../../support/others-pods.ts';

const namespace = 'klab-e2e-theirs';
let theirs: OthersNamespace;
let reports: string;

beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'klab-theirs-'));
  theirs = await othersNamespace(namespace);
}, 600_000);
afterAll(async () => {
  await theirs?.[Symbol.asyncDispose]();
  await rm(reports, { recursive: true, force: true }).catch(instead(undefined, 'ENOENT'));
});

const where = (): string[] => ['--context', theirs.context, '--namespace', namespace];

it('is tied to its pods by what it advertises, whatever stands beside it', { timeout: 300_000 }, async () => {
  await waitFor({ what: 'all brokers to be found', timeoutMs: 240_000, intervalMs: 1_000 }, async () => {
    const found = await klab('attach', 'theirs', ...where(), '--json');
    if (found.code !== 0) return new NotYet(found.output);
    const { nodes, notes } = JSON.parse(found.stdout) as { nodes: { id: string }[]; notes: string[] };
    // A voter that has not registered as a broker yet is known as a controller alone.
    const brokers = nodes.filter(({ id }) => id.startsWith('broker-'));
    return brokers.length === 3 && notes.length === 0 ? true : new NotYet(found.stdout);
  });
  const before = await theirs.objects();
  const status = await klab('status', 'theirs', '--json');
  expect(shapeProblems(JSON.parse(status.stdout), storedExample('status-attached'))).toEqual([]);
  const { nodes, capabilities, problem } = JSON.parse(status.stdout) as {
    nodes: { id: string; handle: string; registered: boolean }[];
    capabilities: { purpose: string; obstacle?: string; caveat?: string }[];
    problem?: string;
  };
  expect(problem).toBeUndefined();
  expect(nodes.map(({ id, handle, registered }) => [id, handle, registered])).toEqual([
    ['broker-0', 'pod shop-kafka-0', true],
    ['broker-1', 'pod shop-kafka-1', true],
    ['broker-2', 'pod shop-kafka-2', true],
  ]);
  const about = (purpose: string) => capabilities.find((one) => one.purpose.startsWith(purpose));
  expect(about('kill')?.caveat).toContain('come back by themselves (StatefulSet shop-kafka)');
  expect(about('cut a node off')?.obstacle).toContain('only the machine of a pod');
  expect((await klab('smoke', 'theirs')).output).toMatch(/PASSED: 2 passed, \d+ skipped/);
  expect((await klab('logs', 'theirs', 'broker-0')).output).toContain('kafka');
  expect(await theirs.objects()).toEqual(before);
});

it('is not there for whoever names what is not', { timeout: 120_000 }, async () => {
  const saying = async (...args: string[]): Promise<string> => {
    const { code, output } = await klab('attach', 'nobody', ...args);
    expect(code).toBe(2);
    return output;
  };
  const { context } = theirs;
  expect(await saying('--context', 'nope', '--namespace', namespace)).toContain(
    'kubectl knows no context "nope"',
  );
  expect(await saying('--context', context, '--namespace', 'nope')).toContain('there is no namespace nope');
  expect(await saying(...where(), '--selector', 'app=nope')).toContain('that app=nope selects');
  expect(await saying(...where(), '--selector', 'app=ui')).toContain('answers as a broker does');
});

it(
  'is compared with what was applied, by the objects that its pods hang on',
  { timeout: 120_000 },
  async () => {
    const same = await klab('diff', 'theirs', 'live');
    expect([same.code, same.output]).toEqual([0, expect.stringContaining('nothing differs')]);
    const affinity = (value: string) =>
      theirs.kubectl(
        'patch',
        'service',
        'shop-kafka',
        '--patch',
        JSON.stringify({ spec: { sessionAffinity: value } }),
      );
    await affinity('ClientIP');
    expect((await klab('diff', 'theirs', 'live')).output).toMatch(
      /shop-kafka[\s\S]*sessionAffinity ClientIP, was not set/,
    );
    await affinity('None');
  },
);

it('comes back by itself from a kill, which says so before and after', { timeout: 240_000 }, async () => {
  const before = await theirs.objects();
  const unasked = await klab('kill', 'theirs', 'broker-0');
  expect([unasked.code, unasked.output]).toEqual([2, expect.stringContaining('add --yes')]);
  const killed = await klab('kill', 'theirs', 'broker-0', '--yes', '--json');
  expect(killed.output).toContain('broker-0 will not stay down: StatefulSet shop-kafka starts it');
  const printed = JSON.parse(killed.stdout) as { backAfterMs: number };
  expect(shapeProblems(printed, storedExample('kill-attached'))).toEqual([]);
  expect(printed.backAfterMs).toBeGreaterThan(0);
  expect(killed.code).toBe(0);
  const status = '{.status.containerStatuses[0].lastState.terminated.exitCode}';
  expect(await theirs.kubectl('get', 'pod', 'shop-kafka-0', '--output', `jsonpath=${status}`)).toBe('137');
  const started = await klab('start', 'theirs', 'broker-0');
  expect([started.code, started.output]).toEqual([2, expect.stringContaining('runs already')]);
  expect(await klab('pause', 'theirs', 'broker-1', '--yes')).toMatchObject({ code: 0 });
  expect((await klab('status', 'theirs')).output).toMatch(/broker-1 .* paused/);
  expect(await klab('resume', 'theirs', 'broker-1')).toMatchObject({ code: 0 });
  expect(await theirs.objects()).toEqual(before);
});

it('is proved and drilled with --yes, and is as it was after', { timeout: 600_000 }, async () => {
  const before = await theirs.objects();
  // Every copy is in sync again first: what was killed before is another test's.
  await waitFor(
    { what: 'every broker to be registered', timeoutMs: 120_000, intervalMs: 1_000 },
    async () => {
      const { output, code } = await klab('smoke', 'theirs', '--only', 'brokers-registered');
      return code === 0 || new NotYet(output);
    },
  );
  const smoke = await klab('smoke', 'theirs', '--yes', '--only', 'records-kept,leader-stop');
  expect([smoke.code, smoke.output]).toEqual([0, expect.stringContaining('1 passed, 1 skipped')]);
  expect(smoke.output).toContain('needs a broker to stay down');
  const drill = await klab('drill', 'theirs', 'kill-leader', '--yes', '--json', '--out', reports);
  expect([drill.code, drill.output]).toEqual([0, expect.anything()]);
  const { outcome, verdict } = JSON.parse(drill.stdout) as {
    outcome: string;
    verdict: { findings: { code: string; text: string }[] };
  };
  expect(outcome).toBe('held');
  expect(verdict.findings.find(({ code }) => code === 'came-back')?.text).toMatch(
    /^broker-\d came back by itself after \d+\.\d s \(StatefulSet shop-kafka\)$/,
  );
  expect((await klab('detach', 'theirs')).code).toBe(0);
  expect((await klab('status', 'theirs')).code).toBe(2);
  expect(await theirs.objects()).toEqual(before);
});
