/** The files of a folder that `klab init` makes: small, and each of them runs as it is. */
import type { RenderedFile } from '../../render/rendered-file.ts';

/** What the files say that is not the same for everybody. */
export interface InitFacts {
  /** Name of the package. */
  readonly name: string;
  /** What npm is to install klab from: a version, or the file that it came from. */
  readonly klab: string;
  /** Versions of what else is needed, by package. */
  readonly versions: Readonly<Record<string, string>>;
  /** What Node klab needs. */
  readonly node: string;
}

const topology = `/** The cluster that this folder is about. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from 'kafka-topology-lab';

/** One broker, ready in seconds; with \`brokers: 3\` it survives the loss of one. Options are those of \`klab up\`. */
export function orders(options: TopologyOptions = {}): Topology {
  const topology = new Topology('orders', { summary: 'the brokers of the shop' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, ...options });
  return topology;
}
`;

const config = `/** Topologies that klab knows in this folder, beside the ready-made ones: npx klab list. */
import { defineConfig } from 'kafka-topology-lab';
import { orders } from './topologies/orders.ts';

export default defineConfig({ topologies: { orders } });
`;

const test = `/** Brings the cluster up, proves with real clients that it keeps its promises, and takes it down. */
import { runChecks, up } from 'kafka-topology-lab';
import { expect, test } from 'vitest';
import { orders } from '../topologies/orders.ts';

test('orders keeps its promises', { timeout: 180_000 }, async () => {
  await using cluster = await up(orders(), { portOffset: 'free' });
  const checks = await runChecks(cluster);
  expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(checks.filter(({ outcome }) => outcome === 'passed')).not.toEqual([]);
});
`;

const workflow = `name: klab
on:
  push:
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      # Brokers run as processes of this machine.
      - uses: actions/setup-java@v5
        with:
          distribution: temurin
          java-version: 25
      - run: npm install
      - run: npm test
`;

const readme = `# A Kafka cluster of our own

\`topologies/orders.ts\` describes it, \`klab.config.ts\` names it, \`tests/\` proves it.

\`\`\`
npm install
npm test                         types, then the cluster: up, checked, down
npx klab synth                   writes dist/: compose, Kubernetes, local
npx klab up orders               or --on compose, --on kubernetes
npx klab smoke orders
npx klab down orders
\`\`\`
`;

/** Every file, by its path. */
export function initFiles({ name, klab, versions, node }: InitFacts): readonly RenderedFile[] {
  const manifest = {
    name,
    private: true,
    type: 'module',
    engines: { node },
    scripts: { test: 'tsc && vitest run' },
    devDependencies: Object.fromEntries(
      Object.entries({ ...versions, 'kafka-topology-lab': klab }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
  const compiler = {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2023', 'ESNext.Disposable'],
      module: 'preserve',
      types: ['node'],
      strict: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['klab.config.ts', 'topologies', 'tests'],
  };
  return [
    { path: 'package.json', content: json(manifest) },
    { path: 'tsconfig.json', content: json(compiler) },
    { path: 'klab.config.ts', content: config },
    { path: 'topologies/orders.ts', content: topology },
    { path: 'tests/orders.test.ts', content: test },
    { path: '.github/workflows/klab.yaml', content: workflow },
    { path: 'README.md', content: readme },
    { path: '.gitignore', content: 'node_modules/\nreports/\n' },
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
