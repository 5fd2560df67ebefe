/** `klab secrets` prints only what it is asked for, and writes nowhere that git would take it from. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderKubernetes } from '../../../src/render/kubernetes/render.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { klab } from '../../support/klab.ts';
import { leaksIn, secretTexts } from '../../support/leaks.ts';
import { resolved } from '../../support/topologies.ts';

let dir: string;
const home = process.env['KLAB_HOME'];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-secrets-'));
  process.env['KLAB_HOME'] = join(dir, 'home');
});
afterEach(async () => {
  process.env['KLAB_HOME'] = home;
  await rm(dir, { recursive: true, force: true });
});

const timeout = 60_000;

it(
  'writes a file for its owner alone, the same each time, and says nothing of what is in it',
  { timeout },
  async () => {
    const manifests = join(dir, 'kafka.yaml');
    await writeFile(
      manifests,
      renderKubernetes(resolved('secure'), { namespace: 'shop', secretName: 'k-{node}' }).content,
    );
    const made = await klab('secrets', manifests, '--out', join(dir, 'out'));
    expect(made).toMatchObject({ code: 0 });
    const file = join(dir, 'out', 'secrets.yaml');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('name: k-broker-2\n  namespace: shop\n');
    const again = await klab('secrets', manifests, '--stdout');
    expect(again.stdout).toBe(text);
    const texts = await secretTexts(secretsOf('secure-kubernetes'));
    expect(leaksIn(made.output, texts)).toEqual([]);
  },
);

it.each([
  [['secure'], 'say where the secrets are to go'],
  [['secure', '--stdout', '--json'], '--json prints nothing secret'],
  [['multi-broker', '--stdout'], 'multi-broker is not secured'],
  [['secure', '--out', join(packageRoot(), 'dist')], 'would be in the git work tree'],
  [['nothing.yaml', '--stdout'], 'there is no file nothing.yaml'],
  [[join(packageRoot(), 'cdk8s.yaml'), '--stdout'], 'holds no topology'],
])('refuses %j in one line, and makes nothing', { timeout }, async (args, words) => {
  const { code, output } = await klab('secrets', ...args);
  expect(output).toContain(words);
  expect(code).toBe(2);
  await expect(stat(join(dir, 'home', 'instances'))).rejects.toThrow('ENOENT');
});
