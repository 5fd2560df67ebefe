/** A cluster that others run with a compose file of theirs: found by its project, broken with --yes, and left as it was. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instead } from '../../../src/errors.ts';
import { waitFor, NotYet } from '../../../src/wait.ts';
import { besides, kraftFromZero, othersProject, type OthersProject } from '../../support/others-compose.ts';
import { docker } from '../../support/docker.ts';
import { klab, startKlab } from '../../support/klab.ts';

const firstPort = 11_992;
const project = 'klab-e2e-theirs';
let theirs: OthersProject;
let reports: string;

beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'klab-theirs-'));
  theirs = await othersProject(project, { ...kraftFromZero(firstPort), ...besides(firstPort + 30) });
});
afterAll(async () => {
  await theirs?.[Symbol.asyncDispose]();
  await rm(reports, { recursive: true, force: true }).catch(instead(undefined, 'ENOENT'));
});

it('is tied to its containers, and broken through them, for which no restart policy is in the way', async () => {
  await waitFor({ what: 'all brokers to be found', timeoutMs: 90_000 }, async () => {
    const found = await klab('attach', 'theirs', '--compose', project, '--json');
    if (found.code !== 0) return new NotYet(found.output);
    const { nodes, notes } = JSON.parse(found.stdout) as { nodes: object[]; notes: string[] };
    return nodes.length === 3 && notes.length === 0 ? true : new NotYet(found.stdout);
  });
  const before = await theirs.containers();
  expect(before.filter((one) => one.includes(' running '))).toHaveLength(4);
  const status = await klab('status', 'theirs', '--json');
  const { nodes, capabilities } = JSON.parse(status.stdout) as {
    nodes: { id: string; handle: string }[];
    capabilities: { purpose: string; obstacle?: string }[];
  };
  expect(nodes.map(({ id, handle }) => [id, handle])).toEqual([
    ['broker-0', `container ${project}-alpha-1`],
    ['broker-1', `container ${project}-beta-1`],
    ['broker-2', `container ${project}-gamma-1`],
  ]);
  const can = capabilities.filter(({ obstacle }) => obstacle === undefined).map(({ purpose }) => purpose);
  expect(can).toContain('kill, stop, start, pause or resume a node');
  expect(can).toContain('cut a node off');

  const unasked = await klab('kill', 'theirs', 'broker-0');
  expect([unasked.code, unasked.output]).toEqual([2, expect.stringContaining('add --yes')]);
  expect(await theirs.containers()).toEqual(before);

  // Restart policy `always`.
  expect(await klab('kill', 'theirs', 'broker-0', '--yes')).toMatchObject({ code: 0 });
  const killed = await klab('status', 'theirs', '--json');
  expect(JSON.parse(killed.stdout)).toMatchObject({ nodes: [{ state: 'stopped' }, {}, {}] });
  const restarts = await docker('inspect', `${project}-alpha-1`, '--format', '{{.RestartCount}}');
  expect(restarts).toBe('0');
  expect(await klab('start', 'theirs', 'broker-0')).toMatchObject({ code: 0 });
  expect((await klab('logs', 'theirs', 'broker-0')).output).toMatch(/Kafka|kafka/);
  expect(await klab('isolate', 'theirs', 'broker-1', '--yes')).toMatchObject({ code: 0 });
  expect((await klab('status', 'theirs')).output).toMatch(/broker-1 .* running, cut off/);
  expect(await klab('heal', 'theirs', 'broker-1')).toMatchObject({ code: 0 });
  expect(await theirs.containers()).toEqual(before);
});

it('is compared with the file that it was made from, with any other, and by its brokers alone', async () => {
  const compared = async (...sides: string[]) => {
    const { stdout, code } = await klab('diff', ...sides, '--json');
    expect(code).toBe(0);
    const { comparisons } = JSON.parse(stdout) as {
      comparisons: { changes: { group: string; name: string; before?: string; after?: string }[] }[];
    };
    const all = comparisons.flatMap(({ changes }) => changes);
    return all.map(({ group, name, before, after }) => `${group}: ${name} ${before} -> ${after}`);
  };
  expect(await compared('theirs', 'live')).toEqual([]);
  const text = await readFile(theirs.file, 'utf8');
  const other = join(reports, 'other.yml');
  await writeFile(
    other,
    text
      .replace('-Xmx256m', '-Xmx300m')
      .replace('"KAFKA_NODE_ID"', '"KAFKA_NUM_IO_THREADS":"3","KAFKA_NODE_ID"'),
  );
  expect(await compared(other, 'live:theirs')).toEqual([
    'alpha: largest heap 300m -> 256m',
    'alpha: num.io.threads 3 -> undefined',
  ]);
  expect(await klab('attach', 'alone', '--bootstrap', `127.0.0.1:${firstPort}`)).toMatchObject({ code: 0 });
  const unnamed = await klab('diff', 'alone', 'live');
  expect([unnamed.code, unnamed.output]).toEqual([2, expect.stringContaining('klab diff FILE live:NAME')]);
  expect(await compared(theirs.file, 'live:alone')).toEqual([]);
  expect(await compared(other, 'live:alone')).toEqual(['alpha: num.io.threads 3 -> 8']);
  expect(await klab('detach', 'alone')).toMatchObject({ code: 0 });
});

it('is rid of what a drill has left that was killed, once it is attached again', async () => {
  const drill = startKlab('drill', 'theirs', 'kill-leader', '--yes', '--out', reports);
  await drill.printed('start traffic');
  drill.child.kill('SIGKILL');
  await drill.ended();
  const topic = /klab-kill-leader-[0-9a-f]+/.exec(drill.output())?.[0] ?? '';
  const again = await klab('attach', 'theirs', '--compose', project);
  expect([again.code, again.output]).toEqual([
    0,
    expect.stringMatching(new RegExp(`removed what a klab that was killed had left: .*${topic}`)),
  ]);
  expect((await klab('attach', 'theirs', '--compose', project)).output).not.toContain('had left');
});

it('takes a drill with --yes, and is as it was after', async () => {
  const before = await theirs.containers();
  const { code, stdout, output } = await klab(
    'drill',
    'theirs',
    'kill-leader',
    '--yes',
    '--json',
    '--out',
    reports,
  );
  expect([code, output]).toEqual([0, expect.anything()]);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'held' });
  expect(await theirs.containers()).toEqual(before);
  expect(await klab('detach', 'theirs')).toMatchObject({ code: 0 });
  expect(await theirs.containers()).toEqual(before);
  expect((await klab('status', 'theirs')).code).toBe(2);
});
