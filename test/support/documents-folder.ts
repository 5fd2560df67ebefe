/** A folder in which a reader of the documents types: with the files that they speak of. */
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { right } from './compose-files.ts';
import { set } from './foreign-manifests.ts';

/** A reader's own topologies: `orders` with voters that may change, and what was taken over. */
const config = `import { ControllerQuorum, defineConfig, KafkaCluster, Topology } from 'kafka-topology-lab';
import { existsSync } from 'node:fs';

function orders(options) {
  const topology = new Topology('orders', { summary: 'the brokers of the shop' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', dynamic: true });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...options });
  return topology;
}

const { shop } = existsSync('topologies/shop.ts') ? await import('./topologies/shop.ts') : {};
export default defineConfig({ topologies: { orders, ...(shop && { shop }) } });
`;

/** The folder is the current one until its scope ends. */
export async function documentsFolder(): Promise<AsyncDisposable> {
  const before = process.cwd();
  const dir = await mkdtemp(join(tmpdir(), 'klab-documents-'));
  await mkdir(join(dir, 'manifests'));
  await mkdir(join(dir, 'node_modules'));
  await symlink(packageRoot(), join(dir, 'node_modules', 'kafka-topology-lab'));
  const clients = await readFile(join(packageRoot(), 'docs', 'clients.md'), 'utf8');
  const [, script = ''] = /```bash\n(#!\/bin\/bash\n# my-client\.sh\n.*?)```/s.exec(clients) ?? [];
  const files = {
    'klab.config.mjs': config,
    // Without what stands beside Kafka, it runs as local processes too.
    'docker-compose.yml': right.replace(/ {2}ui:[\s\S]*$/, ''),
    'manifests/kafka.yaml': set.slice(0, set.indexOf('---\napiVersion: apps/v1\nkind: Deployment')),
    'client.properties': 'acks=all\n',
    'my-client.sh': script,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(dir, path), text);
  await chmod(join(dir, 'my-client.sh'), 0o755);
  process.chdir(dir);
  return {
    async [Symbol.asyncDispose]() {
      process.chdir(before);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
