/** The chart in somebody else's cdk8s app, outside the checkout: their synth, their kubectl, and klab attaches. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { kubectl, sharedKind } from '../../support/kubernetes.ts';
import { outsideProject, type OutsideProject } from '../../support/outside-project.ts';

const portOffset = 11_100;
const namespace = 'shop';
let project: OutsideProject;
let context: string;

beforeAll(async () => {
  ({ context } = await sharedKind());
  project = await outsideProject('cdk8s-cli', 'tsx');
}, 600_000);
afterAll(async () => {
  await kubectl('--context', context, 'delete', 'namespace', namespace, '--ignore-not-found');
  await project?.[Symbol.asyncDispose]();
});

/** What the shop runs beside Kafka. */
const deployment = `
import { k8s } from 'cdk8s-plus-27';
new k8s.KubeDeployment(shop, 'till', {
  metadata: { name: 'till' },
  spec: {
    selector: { matchLabels: { app: 'till' } },
    template: {
      metadata: { labels: { app: 'till' } },
      spec: { containers: [{ name: 'till', image: 'apache/kafka:4.3.1', command: ['sleep', 'infinity'] }] },
    },
  },
});
app.synth();`;

/** The README's example, with a deployment beside it and ports that no other test has. */
async function mainOfTheShop(): Promise<string> {
  const readme = await readFile(join(packageRoot(), 'README.md'), 'utf8');
  const code = readme.split('\n// main.ts\n')[1]?.split('\n```')[0] ?? '';
  return code
    .replace("hostAccess: 'port-forward'", `hostAccess: 'port-forward', portOffset: ${portOffset}`)
    .replace('app.synth();', deployment);
}

const klab = (...args: string[]): Promise<string> => project.run('npx', '--no-install', 'klab', ...args);

it(
  'is deployed by the app’s own tools, and proved, broken and removed by klab',
  { timeout: 900_000 },
  async () => {
    await project.write('main.ts', await mainOfTheShop());
    const app = ['--language', 'typescript', '--app', 'npx tsx main.ts', '--output', 'manifests'];
    await project.run('npx', '--no-install', 'cdk8s', 'synth', '--check-upgrade', 'false', ...app);
    await project.run('kubectl', '--context', context, 'apply', '--filename', 'manifests');
    const ready = ['statefulsets', '--all', '--for=jsonpath={.status.readyReplicas}=1', '--timeout=300s'];
    await kubectl('--context', context, '--namespace', namespace, 'wait', ...ready);

    const smoke = await klab('smoke', 'orders');
    expect(smoke).toContain('6 passed, 2 skipped');
    expect(smoke).toContain('klab did not bring this up; add --yes to allow it');

    await expect(klab('kill', 'orders', 'broker-2')).rejects.toThrow(/add --yes to kill it all the same/);
    await klab('kill', 'orders', 'broker-2', '--yes', '--context', context, '--namespace', namespace);
    expect(await klab('status', 'orders')).toMatch(/broker-2 +combined +stopped/);
    await klab('start', 'orders', 'broker-2');

    await expect(klab('down', 'orders')).rejects.toThrow(/add --yes to remove it all the same/);
    await klab('down', 'orders', '--yes');
    const left = await kubectl(
      '--context',
      context,
      '--namespace',
      namespace,
      'get',
      'statefulsets,pvc,pods',
      '--output',
      'name',
    );
    // The shop and its namespace are not the lab's.
    expect(left).toMatch(/^pod\/till-\S+$/);
  },
);
