/** Kafka with everything around it on a real Docker Engine, as a person uses it: up, look, prove, break, down. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { smokeChecks } from '../../../src/checks/index.ts';
import { containerOf, docker, tracesOf } from '../../support/docker.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';
import { itTeachesOfServices } from '../../support/lessons-of-services.ts';

/** Checks of services that have no open image, of Confluent's Connect, and of security. */
const checksOfOthers = smokeChecks
  .filter(
    ({ name, security }) =>
      security !== undefined ||
      ['file-lines-arrive', 'rest-proxy-carries', 'ksqldb-sees', 'console-ready'].includes(name),
  )
  .map(({ name }) => name);

const offset = '3000';
const id = `open-stack-compose-${offset}`;

afterAll(() => klab('down', id), 120_000);

it('comes up, says what to open, and serves it', { timeout: 420_000 }, async () => {
  const up = await klab('up', 'open-stack', '--on', 'compose', '--port-offset', offset);
  expect(up.output).toContain(`${id} is ready after`);
  for (const page of [
    "http://127.0.0.1:11081/apis/ccompat/v7  Confluent's registry API",
    'postgresql://127.0.0.1:8432/klab  user klab',
    'http://127.0.0.1:11083/connectors  REST API of Kafka Connect',
    'http://127.0.0.1:12090/graph',
  ]) {
    expect(up.output).toContain(page);
  }
  const status = await klab('status', id);
  for (const service of ['schema-registry', 'postgresql', 'kafka-connect', 'prometheus']) {
    expect(status.output).toMatch(new RegExp(String.raw`${service} +running, serves`));
  }
  expect(await driftInShort(id)).toEqual([]);
});

it('fits a laptop', async () => {
  const names = (await docker('ps', '--filter', `label=klab.instance=${id}`, '--format', '{{.Names}}')).split(
    '\n',
  );
  expect(names).toHaveLength(7);
  const used = await docker('stats', '--no-stream', '--format', '{{.MemUsage}}', ...names);
  const mib = used.split('\n').map((line) => {
    const [, count = '', unit = ''] = /^([\d.]+)(MiB|GiB)/.exec(line) ?? [];
    return Number(count) * (unit === 'GiB' ? 1024 : 1);
  });
  const sum = mib.reduce((total, one) => total + one, 0);
  expect(sum).toBeGreaterThan(500);
  expect(sum).toBeLessThan(6 * 1024);
});

it('passes every smoke check, those of its services included', { timeout: 600_000 }, async () => {
  const { code, stdout } = await klab('smoke', id, '--json');
  const { checks } = JSON.parse(stdout) as { checks: { name: string; outcome: string; detail: string }[] };
  expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(checks.filter(({ outcome }) => outcome === 'skipped').map(({ name }) => name)).toEqual(
    checksOfOthers,
  );
  expect(checks.map(({ name }) => name)).toEqual(smokeChecks.map(({ name }) => name));
  expect(code).toBe(0);
});

itTeachesOfServices(Number(offset));

it('shows a lost follower as the cluster itself counted it', { timeout: 300_000 }, async () => {
  const parent = await mkdtemp(join(tmpdir(), 'klab-open-stack-'));
  try {
    const { code, stdout } = await klab('drill', id, 'kill-follower', '--json', '--out', parent);
    const { verdict } = JSON.parse(stdout) as {
      verdict: { underReplicated: { before: number; most: number; backAfterMs: number } };
    };
    expect(verdict.underReplicated.most).toBeGreaterThan(verdict.underReplicated.before);
    expect(verdict.underReplicated.backAfterMs).toBeGreaterThan(0);
    expect(code).toBe(0);
    const [folder = ''] = await readdir(parent);
    expect(await readFile(join(parent, folder, 'report.html'), 'utf8')).toContain(
      'Under-replicated partitions',
    );
  } finally {
    await rm(parent, { recursive: true });
  }
});

it('breaks and mends a side service like any node', { timeout: 120_000 }, async () => {
  expect((await klab('pause', id, 'registry')).code).toBe(0);
  expect((await klab('status', id)).output).toMatch(/schema-registry +paused/);
  expect((await klab('resume', id, 'registry')).code).toBe(0);
  expect((await klab('stop', id, 'prometheus')).code).toBe(0);
  expect((await klab('status', id)).output).toMatch(/prometheus +stopped/);
  expect((await klab('start', id, 'prometheus')).code).toBe(0);
});

it(
  'names the service whose password is another, and leaves everything as it is',
  { timeout: 120_000 },
  async () => {
    const postgres = await containerOf(id, 'postgres');
    const setPassword = (password: string): Promise<string> =>
      docker('exec', postgres, 'psql', '-U', 'klab', '-c', `ALTER USER klab PASSWORD '${password}'`);
    const refusal = 'postgres refuses the password of user klab: its data was made with another one';
    await setPassword('other');
    const up = await klab('up', 'open-stack', '--on', 'compose', '--port-offset', offset);
    expect(up.output).toContain(`error: ${refusal}`);
    expect(up.code).toBe(1);
    const status = await klab('status', id);
    expect(status.output).toContain(refusal.replace('postgres ', ''));
    expect(status.output.match(/ running/g)).toHaveLength(7);
    await setPassword('klab');
  },
);

it('leaves nothing', { timeout: 120_000 }, async () => {
  expect((await klab('down', id)).code).toBe(0);
  expect(await tracesOf(id)).toEqual([]);
});
