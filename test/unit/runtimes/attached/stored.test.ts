/** Of a cluster of others the path of a client's settings is stored, and nothing that is in them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { asTopology } from '../../../../src/runtimes/attached/as-topology.ts';
import { leftPrefixes, strikeOut, traces } from '../../../../src/runtimes/attached/traces.ts';
import { instanceDir, readInstance, saveInstance } from '../../../../src/runtimes/instances.ts';

const before = process.env['KLAB_HOME'];
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-stored-'));
  process.env['KLAB_HOME'] = home;
});
afterEach(async () => {
  if (before === undefined) delete process.env['KLAB_HOME'];
  else process.env['KLAB_HOME'] = before;
  await rm(home, { recursive: true });
});

function attached(clientConfig: string): Instance {
  const found = { clusterId: 'id', line: '3.9', mode: 'kraft', untold: [], voters: [1] } as const;
  const brokers = [{ number: 1, address: 'box:9092' }];
  const topology = asTopology(
    { ...found, brokers },
    { name: 'shop', protocol: 'SASL_PLAINTEXT', settings: [] },
  );
  const place = { bootstrap: ['box:9092'], clientConfig };
  const addresses = { 'broker-1': 'box:9092' };
  const filesDir = instanceDir('shop');
  return {
    schemaVersion: 1,
    id: 'shop',
    runtime: 'attached',
    portOffset: 0,
    addresses,
    topology,
    filesDir,
    place,
    createdAt: '',
  };
}

it('settings are read anew when a client needs them', async () => {
  const path = join(home, 'client.properties');
  const settings = (password: string): string =>
    `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required username="u" password="${password}";\n`;
  await writeFile(path, settings('hunter2'));
  await saveInstance(attached(path));
  const stored = await readFile(join(instanceDir('shop'), 'instance.json'), 'utf8');
  expect(stored).toContain(path);
  expect(stored).not.toContain('hunter2');
  expect(stored).not.toContain('foreign');

  const instance = await readInstance('shop');
  expect(instance).toMatchObject({ foreign: true, whereabouts: { words: 'the cluster at box:9092' } });
  expect(JSON.stringify(instance)).not.toContain('hunter2');
  await writeFile(path, settings('hunter3'));
  const sasl = instance?.clientSecurity?.('host')?.sasl;
  expect(sasl?.mechanism === 'PLAIN' && sasl.password()).toBe('hunter3');
  await rm(path);
  expect(() => instance?.clientSecurity?.('host')).toThrow(`${path} cannot be read`);
  // Who only lists instances need not read it.
  expect(await readInstance('shop')).toMatchObject({ id: 'shop' });
});

it('what is made there is noted until it is struck out, and is left only by a klab that lives no more', async () => {
  const instance = attached('none');
  const strike = await traces.note(instance, 'klab-smoke-1');
  await traces.note(instance, 'klab-smoke-2');
  expect(await leftPrefixes('shop')).toEqual([]);
  await strike();
  await mkdir(join(instanceDir('shop'), 'made'), { recursive: true });
  await writeFile(join(instanceDir('shop'), 'made', 'klab-smoke-3'), '999999999\n');
  expect(await leftPrefixes('shop')).toEqual(['klab-smoke-3']);
  await strikeOut('shop', 'klab-smoke-3');
  expect(await leftPrefixes('shop')).toEqual([]);
});
