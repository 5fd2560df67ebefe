/** The package as a library: packed, installed in a project outside the checkout, and used there as the README says. */
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kafkaVersions } from '../../../src/index.ts';
import { instanceDir, listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { listProcesses } from '../../../src/runtimes/local/processes.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { topologyNames } from '../../../topologies/index.ts';
import { importedBy } from '../../support/imported-by.ts';
import { parseManifests } from '../../support/manifests.ts';
import { example, filesBelow, outsideProject, type OutsideProject } from '../../support/outside-project.ts';

let project: OutsideProject;
let installed: ReadonlyMap<string, string>;

beforeAll(async () => {
  project = await outsideProject();
  installed = await filesBelow(project.labDir);
});
afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});
afterAll(() => project?.[Symbol.asyncDispose]());

async function expectNothingLeft(instanceId: string): Promise<void> {
  expect(await listInstances()).toEqual([]);
  expect(existsSync(instanceDir(instanceId))).toBe(false);
  expect(await listProcesses(instanceDir(instanceId))).toEqual([]);
}

/** What node starts, or a program imports: the rest of what runs is in chunks that these import. */
const entries = ['src/index', 'src/cdk8s', 'topologies/index']
  .concat(['klab', 'make-class-archive', 'run-client', 'run-links'].map((name) => `scripts/${name}`))
  .map((name) => `lib/${name}.js`);

it('the tarball holds what is used, and nothing else', async () => {
  // npm puts dependencies of which the project has other versions into a folder of the package.
  const packed = [...installed.keys()].filter((path) => !path.startsWith('node_modules/'));
  const declarations = [...(await filesBelow(project.checkoutDir)).keys()]
    .filter((path) => /^(src|topologies)\/(?!web\/page\/)/.test(path)) // The page is bundled, and nobody imports it.
    .map((path) => `lib/${path.replace(/\.ts$/, '.d.ts')}`);
  expect(packed).toEqual(
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
      ...['java-agents', 'kafka-tools-4.3.1'].map((name) => `locks/${name}.json`),
      ...['kafka', 'settings'].flatMap((kind) =>
        kafkaVersions.map((version) => `locks/${kind}-${version}.json`),
      ),
      ...declarations,
      ...['main.js', 'page.css'].map((name) => `lib/page/${name}`),
      ...(await importedBy(project.labDir, entries)),
    ].toSorted(),
  );
});

it('npx finds a command that may be run, also where a clone stood before', async () => {
  const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
  const command = join('lib', 'scripts', 'klab.js');
  // In the tarball as it is; what npm installs it makes runnable itself.
  expect(await mode(join(project.checkoutDir, command))).toBe('755');
  expect(await project.tarballMode(command)).toBe('-rwxr-xr-x');

  // npx sets the bit when it makes its link, which it keeps by the folder's path.
  expect(await project.npxInClone('klab', 'list')).toContain('multi-broker');
  await project.cloneAgain();
  expect(await project.npxInClone('klab', 'list')).toContain('multi-broker');
});

it('npm brings the peers, and only the export for cdk8s loads cdk8s', async () => {
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(join(project.labDir, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const peers = ['cdk8s', 'cdk8s-plus-27', 'constructs'];
  expect(Object.keys(peerDependencies ?? {})).toEqual(peers);
  expect(Object.keys(dependencies ?? {}).filter((name) => peers.includes(name))).toEqual([]);
  // Fails where one is missing or does not fit. A second copy would be other classes of the same name.
  await project.run('npm', 'ls', ...peers);
  expect([...installed.keys()].filter((path) => /^node_modules\/(cdk8s|constructs)/.test(path))).toEqual([]);

  await project.write(
    'loaded.mjs',
    `import { createRequire } from 'node:module';
    const { cache } = createRequire(import.meta.url);
    const loaded = () => ['constructs', 'cdk8s', 'cdk8s-plus-27'].filter((name) =>
      Object.keys(cache).some((path) => path.includes(\`/node_modules/\${name}/\`)));
    const names = Object.keys(await import('kafka-topology-lab'));
    await import('kafka-topology-lab/topologies');
    const byMain = loaded();
    await import('kafka-topology-lab/cdk8s');
    console.log(JSON.stringify({ names, byMain, byChart: loaded() }));`,
  );
  expect(JSON.parse(await project.run('node', 'loaded.mjs'))).toEqual({
    names: expect.arrayContaining([
      'ControllerQuorum',
      'KafkaCluster',
      'Topology',
      'ZooKeeperEnsemble',
      'attach',
      'diff',
      'judge',
      'render',
      'runChecks',
      'runDrill',
      'up',
    ]),
    byMain: ['constructs'],
    byChart: ['constructs', 'cdk8s', 'cdk8s-plus-27'],
  });
});

it('tsc takes the examples under strict settings, checks the declarations too, and the chart is written', async () => {
  await project.write('src/orders.test.ts', await example('orders.test.ts'));
  await project.write('src/survival.test.ts', await example('survival.test.ts'));
  await project.write('src/main.ts', await example('main.ts'));
  await project.write('src/wrong.ts', wrongUses);
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions: strictOptions, include: ['src'] }));
  await project.run('npx', '--no-install', 'tsc');

  await project.run('node', 'built/main.js');
  const file = (await readdir(join(project.dir, 'dist'))).find((name) => name.includes('kafka'));
  const manifests = parseManifests(await readFile(join(project.dir, 'dist', file ?? ''), 'utf8'));
  const nodes = manifests.filter(({ kind }) => kind === 'StatefulSet').map(({ metadata }) => metadata);
  expect(nodes.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
    'shop/broker-1',
    'shop/broker-2',
    'shop/broker-3',
  ]);
});

/** Stricter than `strict`, and third-party declarations are checked. */
const strictOptions = {
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  rootDir: 'src',
  outDir: 'built',
};

/** What the declarations must refuse: types that are lost would accept all of it. */
const wrongUses = `
import { ControllerQuorum, KafkaCluster, Topology, up } from 'kafka-topology-lab';
import { TopologyChart } from 'kafka-topology-lab/cdk8s';
import { createTopology } from 'kafka-topology-lab/topologies';
const topology = new Topology('wrong', { summary: '' });
// @ts-expect-error -- brokers is a number
new KafkaCluster(topology, 'kafka', { metadata: new ControllerQuorum(topology, 'controllers'), brokers: '3' });
// @ts-expect-error -- a chart needs a topology
new TopologyChart(topology, 'chart', {});
// @ts-expect-error -- a name is a string
createTopology(1);
export async function use(): Promise<void> {
  await using cluster = await up(topology);
  // @ts-expect-error -- addresses are not to be changed
  cluster.bootstrap.push('');
}
`;

it('plain node brings its own topology up, kills a broker, and takes all of it down', async () => {
  await project.write('cluster.mjs', await example('cluster.mjs'));
  const stdout = await project.run('node', 'cluster.mjs');
  expect(stdout.trim().split('\n')).toEqual([
    'ready at 127.0.0.1:15092, 127.0.0.1:15093, 127.0.0.1:15094',
    'broker-1 stopped',
    'broker-2 running',
    'broker-3 running',
  ]);
  await expectNothingLeft('trio-local-6000');
});

it('a vitest suite produces and consumes, and its cluster is gone with its scope', async () => {
  await project.write('src/orders.test.ts', `${await example('orders.test.ts')}${goneTest}`);
  const stdout = await project.run('npx', '--no-install', 'vitest', 'run', '--dir', 'src', 'orders');
  expect(stdout).toMatch(/Tests +2 passed/);
  await expectNothingLeft('orders-local-6000');
});

it('a vitest suite proves and breaks its cluster at a free offset, and reads the verdicts', async () => {
  await project.write('src/survival.test.ts', await example('survival.test.ts'));
  const stdout = await project.run('npx', '--no-install', 'vitest', 'run', '--dir', 'src', 'survival');
  expect(stdout).toMatch(/Tests +1 passed/);
  // The plan of its own alone asked for a report.
  expect(await readdir(join(project.dir, 'reports'))).toEqual([expect.stringMatching(/^shop-short-freeze-/)]);
  expect(await listInstances()).toEqual([]);
});

it('klab init makes a folder whose every file runs, and its topology is known to every verb', async () => {
  await project.run('npx', '--no-install', 'klab', 'init', 'shop');
  const klab = (...args: string[]): Promise<string> =>
    project.runIn('shop', 'npx', '--no-install', 'klab', ...args);

  // What the workflow says: npm install, npm test.
  const workflow = await readFile(join(project.dir, 'shop', '.github', 'workflows', 'klab.yaml'), 'utf8');
  const { jobs } = parse(workflow) as { jobs: { test: { steps: { run?: string }[] } } };
  const commands = jobs.test.steps.flatMap(({ run }) => run ?? []);
  expect(commands).toHaveLength(2);
  let output = '';
  for (const command of commands) output = await project.runIn('shop', 'bash', '-c', command);
  expect(output).toMatch(/Tests +1 passed/);

  expect((await klab('list')).split('\n')[1]).toMatch(/^orders +1 combined/);
  expect(await klab('synth')).toContain('5 files written');
  expect(await readdir(join(project.dir, 'shop', 'dist'))).toEqual(['orders']);
  const upJson = await klab('up', 'orders', '--port-offset', '3300', '--json');
  expect(JSON.parse(upJson)).toMatchObject({ instance: 'orders-local-3300' });
  expect(await klab('diff', 'orders', 'live')).toContain('nothing differs');

  // What runs is known by its record, whatever has become of the file that named it.
  await writeFile(join(project.dir, 'shop', 'klab.config.ts'), 'throw new Error("no more");\n');
  const { topology } = JSON.parse(await klab('status', 'orders', '--json')) as { topology: string };
  expect(topology).toBe('orders');
  await rm(join(project.dir, 'shop', 'klab.config.ts'));
  expect(await klab('logs', 'orders', 'broker-1')).not.toBe('');
  await klab('down', 'orders');
  await expectNothingLeft('orders-local-3300');
});

/** Runs after the example's test in the same process: the end of the scope is what ended the cluster. */
const goneTest = `
test('the cluster is gone', async () => {
  const { connect } = await import('node:net');
  const { once } = await import('node:events');
  const { existsSync } = await import('node:fs');
  await expect(once(connect(15_092, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(existsSync(\`\${process.env.KLAB_HOME}/instances/orders-local-6000\`)).toBe(false);
});
`;

it('klab works from there, writes to the current folder, and nothing has changed in node_modules', async () => {
  const list = await project.run('npx', '--no-install', 'klab', 'list', '--json');
  const { topologies } = JSON.parse(list) as { topologies: { name: string }[] };
  expect(topologies.map(({ name }) => name)).toEqual(topologyNames);

  await project.run('npx', '--no-install', 'klab', 'synth', 'single-broker');
  expect(await readdir(join(project.dir, 'dist', 'single-broker'))).toContain('compose.yaml');
  expect(await filesBelow(project.labDir)).toEqual(installed);
});
