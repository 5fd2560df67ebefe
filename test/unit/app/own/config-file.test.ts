/** A person's own topologies: where their file is looked for, and what is said of one that cannot be. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConfig, readConfig } from '../../../../src/app/own/config-file.ts';
import * as library from '../../../../src/index.ts';

const { TopologyRegistry } = library;
const readyMade = new TopologyRegistry({
  'multi-broker': () => new library.Topology('multi-broker', { summary: '' }),
});

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'klab-config-')));
  await file('topologies.ts', topologies);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const topologies = `
import { ControllerQuorum, KafkaCluster, Topology, ZooKeeperEnsemble, type TopologyOptions } from 'kafka-topology-lab';
export function make(name: string, brokers: number, options: TopologyOptions = {}): Topology {
  const topology: Topology = new Topology(name, { summary: 'x' });
  new KafkaCluster(topology, 'kafka', { metadata: new ControllerQuorum(topology, 'controllers'), brokers, ...options });
  return topology;
}
export function servers(): Topology {
  const topology = new Topology('servers', { summary: 'x' });
  new KafkaCluster(topology, 'kafka', { metadata: new ZooKeeperEnsemble(topology, 'zookeeper') });
  return topology;
}
export function broken(options: unknown): never {
  throw new Error('no brokers today');
}
`;

/** A config with these topologies, in a file of its own. */
async function config(entries: string): Promise<string> {
  const imports = `import { broken, make, servers } from './topologies.ts';\n`;
  return await file(
    `${Math.random()}.config.ts`,
    `${imports}export default { topologies: { ${entries} } };\n`,
  );
}

async function registryOf(path: string): Promise<library.TopologyRegistry> {
  return readyMade.with(await readConfig(path, { 'kafka-topology-lab': library }));
}

describe('a config is looked for', () => {
  it('in the folder and above, up to the one of the package.json, and not where there is no project', async () => {
    await file('found/package.json', '{}');
    const found = await file('found/klab.config.mts', '');
    await file('found/deep/er/x', '');
    expect(findConfig(join(folder, 'found', 'deep', 'er'))).toBe(found);

    await file('found/deep/package.json', '{}');
    expect(findConfig(join(folder, 'found', 'deep', 'er'))).toBeUndefined();

    const alone = await file('alone/klab.config.js', '');
    await file('alone/deep/x', '');
    expect(findConfig(join(folder, 'alone'))).toBe(alone);
    expect(findConfig(join(folder, 'alone', 'deep'))).toBeUndefined();
  });

  it('and two of them are one too many', async () => {
    await file('two/klab.config.ts', '');
    await file('two/klab.config.mjs', '');
    expect(() => findConfig(join(folder, 'two'))).toThrow(
      /klab\.config\.ts and .*klab\.config\.mjs are both there; keep one/,
    );
  });
});

describe('own topologies', () => {
  it('come first, are of the same classes whatever the folder is to Node, and take options', async () => {
    const registry = await registryOf(await config(`orders: (options) => make('orders', 1, options)`));
    expect(registry.names).toEqual(['orders', 'multi-broker']);
    expect(registry.ownNames).toEqual(['orders']);
    expect(registry.distDir).toBe(join(folder, 'dist'));
    const topology = registry.create('orders', { brokers: 3, security: { superUsers: ['admin'] } });
    expect(topology).toBeInstanceOf(library.Topology);
    expect(topology.resolve().nodes).toHaveLength(3);
    expect(topology.resolve().security).toBeDefined();
  });

  it.each([
    {
      entries: `'multi-broker': broken`,
      message: '"multi-broker" is a ready-made topology; give yours another name',
    },
    {
      entries: `shop: make('shop', 1)`,
      message: 'topologies.shop is a Topology; use a function that makes it',
    },
  ])('$entries are refused at once', async ({ entries, message }) => {
    const path = await config(entries);
    await expect(registryOf(path)).rejects.toThrow(`${path}: ${message}`);
  });

  it.each([
    { entries: 'x: broken', at: ':14', message: 'topologies.x throws: no brokers today' },
    {
      entries: `x: () => make('orders', 1), orders: () => make('orders', 1)`,
      message:
        'topologies.x makes a topology called "orders", as topologies.orders is; use one name for both',
    },
    {
      entries: `x: async () => make('x', 1)`,
      message: "topologies.x returns a Promise, which is no Topology of this klab's",
    },
    {
      entries: `x: () => make('x', 0)`,
      message: 'x/kafka: brokers 0 is not possible; use a whole number from 1 to 100',
    },
    {
      entries: `x: () => make('x', 1)`,
      options: { brokers: 3 },
      message: 'x: does not take brokers 3; drop it, or hand it on',
    },
    {
      entries: `x: () => make('x', 1)`,
      options: { security: {} },
      message: 'x: does not take security; drop it, or hand it on',
    },
    {
      entries: 'servers',
      name: 'servers',
      options: { zookeepers: 5 },
      message: 'servers: does not take zookeepers 5; drop it, or hand it on',
    },
    {
      entries: `x: (options) => make('x', 1, options)`,
      options: { zookeepers: 3 },
      message: 'x: has no ZooKeeper, so zookeepers 3 means nothing',
    },
  ])(
    '$entries $options are refused when they are made',
    async ({ entries, message, name = 'x', at, options = {} }) => {
      const path = await config(entries);
      const registry = await registryOf(path);
      const place = at === undefined ? `${path}: ` : `${join(folder, 'topologies.ts')}${at} `;
      expect(() => registry.create(name, options)).toThrow(`${place}${message}`);
    },
  );

  it.each([
    { text: '\n\nthrow new Error("boom");', message: ':3 cannot be loaded: boom' },
    { text: 'export default { topologies: { a: ] };', message: ':1 cannot be loaded: Unexpected token' },
    { text: `import './nowhere.ts';`, message: ` cannot be loaded: Cannot find module './nowhere.ts'` },
    {
      text: 'export const topologies = {};',
      message: ' exports nothing by default; use export default defineConfig',
    },
    {
      text: 'export default { topologie: {} };',
      message: ': "topologie" is unknown; a config holds topologies',
    },
    { text: 'export default { topologies: [] };', message: ': topologies is []; use export default' },
  ])('a file with $text is told of in one line', async ({ text, message }) => {
    for (const extension of ['ts', 'mjs']) {
      const path = await file(`${Math.random()}.${extension}`, text);
      const error = await readConfig(path, {}).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(library.UsageError);
      expect((error as Error).message).toContain(`${path}${message}`);
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
