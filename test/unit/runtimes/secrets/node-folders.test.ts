import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ResolvedTopology } from '../../../../src/kafka/node.ts';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';
import { fillNodeFolder, nodeFolders } from '../../../../src/runtimes/secrets/node-folders.ts';
import { prepareSecrets } from '../../../../src/runtimes/secrets/prepare.ts';
import { resolved } from '../../../support/topologies.ts';

const id = 'secure-zookeeper-compose';
let home: string;
let topology: ResolvedTopology;
let security: ClusterSecurity;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-node-folders-'));
  vi.stubEnv('KLAB_HOME', home);
  const whole = resolved('secure-zookeeper');
  const nodes = whole.nodes.filter(({ id: node }) => ['zookeeper-1', 'broker-1'].includes(node));
  topology = { ...whole, nodes };
  security = topology.security!;
  await prepareSecrets({ id, topology }, {}, { env: {} });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function fill(given = security): Promise<void> {
  for (const node of topology.nodes) await fillNodeFolder(id, node, given);
}

it('gives each node its own key and nobody else’s, and passwords to brokers alone', async () => {
  await fill();
  expect((await readdir(nodeFolders(id))).toSorted()).toEqual(
    topology.nodes.map((node) => node.id).toSorted(),
  );
  const namesOf = async (node: string): Promise<string[]> =>
    (await readdir(join(nodeFolders(id), node))).toSorted();
  expect(await namesOf('broker-1')).toEqual(['broker-1.keystore.pem', 'ca.pem', 'sasl.properties']);
  expect(await namesOf('zookeeper-1')).toEqual(['ca.pem', 'zookeeper-1.keystore.pem']);
});

it('lets everybody read who gets there, whatever the umask, and nobody get there but its owner', async () => {
  const umask = process.umask(0o077);
  try {
    await fill();
  } finally {
    process.umask(umask);
  }
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  const folder = join(nodeFolders(id), 'broker-1');
  expect(await modeOf(join(folder, 'broker-1.keystore.pem'))).toBe(0o644);
  expect(await modeOf(folder)).toBe(0o755);
  expect(await modeOf(dirname(nodeFolders(id)))).toBe(0o700);
});

it('has new files in place of old ones, and none that the node no longer reads', async () => {
  await fill();
  await writeFile(join(home, 'instances', id, 'secrets', 'broker-1.keystore.pem'), 'another');
  await fill({ ...security, external: { protocol: 'SSL', clientAuth: 'required' } });
  const folder = join(nodeFolders(id), 'broker-1');
  expect((await readdir(folder)).toSorted()).toEqual(['broker-1.keystore.pem', 'ca.pem']);
  expect(await readFile(join(folder, 'broker-1.keystore.pem'), 'utf8')).toBe('another');
});
