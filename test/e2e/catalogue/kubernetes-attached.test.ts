/** A secured cluster in pods of others, whose context tells klab of no machine: it is broken from within its containers alone. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instead } from '../../../src/errors.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { drillInTerminal } from '../../support/interrupted-drills.ts';
import { klab } from '../../support/klab.ts';
import { kubectl } from '../../support/kubernetes.ts';
import { othersNamespace, type OthersNamespace } from '../../support/others-pods.ts';
import { securedShape, type SecuredShape } from '../../support/others-secured-pods.ts';
import { hasTerminals } from '../../support/terminal.ts';

const namespace = 'klab-e2e-guarded';
const context = 'klab-e2e-elsewhere';

let theirs: OthersNamespace;
let secured: SecuredShape;
let folder: string;
const before = process.env['KUBECONFIG'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-guarded-'));
  secured = await securedShape(namespace);
  theirs = await othersNamespace(namespace, secured.shape);
  // The same cluster by a name that says nothing of kind.
  const config = join(folder, 'kubeconfig');
  await writeFile(config, await kubectl('config', 'view', '--raw'));
  const same = ['--cluster', theirs.context, '--user', theirs.context];
  await kubectl('--kubeconfig', config, 'config', 'set-context', context, ...same);
  process.env['KUBECONFIG'] = config;
}, 600_000);
afterAll(async () => {
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
  await theirs?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true }).catch(instead(undefined, 'ENOENT'));
});

const where = ['--context', context, '--namespace', namespace];

it(
  'lets in who has the password alone, and every node is tied to its pod',
  { timeout: 300_000 },
  async () => {
    const path = await secured.writeClient(folder);
    await waitFor({ what: 'all brokers to be found', timeoutMs: 240_000, intervalMs: 1_000 }, async () => {
      const found = await klab('attach', 'guarded', ...where, '--client-config', path, '--json');
      if (found.code !== 0) return new NotYet(found.output);
      const { nodes, notes } = JSON.parse(found.stdout) as { nodes: object[]; notes: string[] };
      return nodes.length === 3 && notes.length === 0 ? true : new NotYet(found.stdout);
    });
    const wrong = await klab(
      'attach',
      'nobody',
      ...where,
      '--client-config',
      await secured.writeClient(folder, 'no'),
    );
    expect([wrong.code, wrong.output]).toEqual([2, expect.stringMatching(/authentication/i)]);
    const plain = await klab('attach', 'nobody', ...where);
    expect([plain.code, plain.output]).toEqual([2, expect.stringContaining('no pod in namespace')]);
    const { output } = await klab('smoke', 'guarded');
    expect(output).toMatch(/PASSED: \d+ passed, \d+ skipped/);
  },
);

it('is broken from within its containers, and comes back', { timeout: 300_000 }, async () => {
  const killed = await klab('kill', 'guarded', 'broker-0', '--yes', '--json');
  expect([killed.code, killed.output]).toEqual([0, expect.stringContaining('will not stay down')]);
  expect((JSON.parse(killed.stdout) as { backAfterMs: number }).backAfterMs).toBeGreaterThan(0);
  const restarts = '{.status.containerStatuses[0].restartCount}';
  const count = await theirs.kubectl('get', 'pod', 'shop-kafka-0', '--output', `jsonpath=${restarts}`);
  expect(count).toBe('1');
  expect(await klab('pause', 'guarded', 'broker-1', '--yes')).toMatchObject({ code: 0 });
  expect((await klab('status', 'guarded')).output).toMatch(/broker-1 .* paused/);
  expect(await klab('resume', 'guarded', 'broker-1')).toMatchObject({ code: 0 });
  await waitFor(
    { what: 'every broker to be registered', timeoutMs: 120_000, intervalMs: 1_000 },
    async () => {
      const { output, code } = await klab('smoke', 'guarded', '--only', 'brokers-registered');
      return code === 0 || new NotYet(output);
    },
  );
  const drill = await klab('drill', 'guarded', 'kill-leader', '--yes', '--json', '--out', folder);
  expect([drill.code, drill.output]).toEqual([0, expect.stringContaining('came back by itself')]);
});

it.runIf(hasTerminals)('is whole again after Ctrl-C within a drill', { timeout: 300_000 }, async () => {
  const reports = (await readdir(folder)).length;
  const drill = await drillInTerminal('guarded', 'pause-leader', folder, '--yes');
  await drill.shown('traffic goes on');
  drill.ctrlC();
  expect(await drill.ended()).toBe(130);
  expect((await readdir(folder)).length).toBe(reports + 1);
  const { output } = await klab('status', 'guarded');
  expect(output.match(/broker-\d .*running/g)).toHaveLength(3);
  const topics = await klab('topics', 'guarded', '--json');
  expect(topics.stdout).not.toContain('klab');
  const groups = await klab('groups', 'guarded', '--json');
  expect(groups.stdout).not.toContain('klab-drill');
  expect((await klab('detach', 'guarded')).code).toBe(0);
});
