/** A secured cluster under the restricted level: it gets ready, lets in whom it should, shows nobody its secrets, and leaves none. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { officeOf } from '../../../src/app/office.ts';
import { runningCluster, type RunningCluster } from '../../../src/cluster/running-cluster.ts';
import type { Endpoint } from '../../../src/cluster/access.ts';
import { listInstances, readInstance } from '../../../src/runtimes/instances.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { waitFor } from '../../../src/wait.ts';
import { klab } from '../../support/klab.ts';
import { kubectl, sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { securityChecks } from '../../support/security-checks.ts';
import { filesWithLeaks, leaksIn, secretTexts } from '../../support/leaks.ts';

const offset = '3410';
const id = `secure-kubernetes-${offset}`;
const namespace = `klab-secure-${offset}`;

/** Making a cluster takes minutes where others use the machine too. */
const timeout = 600_000;

let shared: SharedKind;
let dir: string;
beforeAll(async () => {
  shared = await sharedKind();
  dir = await mkdtemp(join(tmpdir(), 'klab-secured-'));
}, timeout);
afterAll(async () => {
  for (const instance of await listInstances()) await takeDown(runtime, instance);
  await rm(dir, { recursive: true, force: true });
}, timeout);

const inNamespace = (...args: string[]): Promise<string> =>
  kubectl('--context', shared.context, '--namespace', namespace, ...args);

it('leaves a Secret of somebody else as it is, and makes nothing beside it', { timeout }, async () => {
  const theirs = 'klab-secure-theirs';
  const within = (...args: string[]): Promise<string> =>
    kubectl('--context', shared.context, '--namespace', theirs, ...args);
  await within('create', 'namespace', theirs);
  await within('create', 'secret', 'generic', 'broker-2-secrets', '--from-literal=ca.pem=theirs');
  const whole = ['get', 'secret', 'broker-2-secrets', '--output=json', '--show-managed-fields'];
  const before = await within(...whole);

  const place = ['--context', shared.context, '--namespace', theirs, '--port-offset', offset];
  const refused = await klab('up', 'secure', '--on', 'kubernetes', ...place);
  expect(refused.output).toContain('has a Secret broker-2-secrets of somebody else');
  expect(refused.code).toBe(2);
  expect(await within(...whole)).toBe(before);
  const made = 'statefulsets,services,secrets,persistentvolumeclaims,poddisruptionbudgets';
  expect(await within('get', made, '--output=name')).toBe('secret/broker-2-secrets');
  expect(await listInstances()).toEqual([]);
  await within('delete', 'namespace', theirs, '--wait=false');
});

it('gets ready, lets in whom it should, shows nobody its secrets, and leaves none', { timeout }, async () => {
  const up = ['up', 'secure', '--on', 'kubernetes', '--cluster', shared.cluster, '--port-offset', offset];
  const first = await klab(...up, '--json');
  expect(first).toMatchObject({ code: 0 });
  const instance = (await readInstance(id))!;
  const secrets = secretsOf(id);
  const texts = await secretTexts(secrets);
  expect(leaksIn(first.output, texts)).toEqual([]);

  await runtime.forwards!.attach(instance);
  const { external } = instance.topology.security!;
  const as = (user: string, address = '127.0.0.1:12502'): Endpoint => ({
    address,
    security: clientSecurityOf(secrets, external, user),
  });
  const shop = as('shop');
  await expect(describeBroker(shop)).resolves.toMatchObject({ clusterId: instance.clusterId });
  const { tls, sasl } = shop.security!;
  const wrong = { ...sasl!, password: () => 'wrong' } as typeof sasl;
  const stranger = { address: shop.address, security: { tls: tls!, sasl: wrong! } };
  await expect(describeBroker(stranger)).rejects.toMatchObject({ kind: 'sasl-authentication-failed' });
  await expect(deleteTopic(as('admin'), 'nothing')).resolves.toBeUndefined();
  await expect(deleteTopic(shop, 'nothing')).rejects.toThrow('topic-authorization-failed');

  const { asked, notPassed } = await securityChecks(runningCluster(runtime, instance));
  expect(notPassed).toEqual([expect.stringMatching(/^tokens-checked skipped: /)]);
  expect(asked).toBe(10);

  // A node goes and comes back: a probe of its pod asks whether it has caught up, through TLS.
  await runtime.signals!.kill(instance, 'broker-2');
  await runtime.signals!.start(instance, 'broker-2');
  await waitFor({ what: 'broker-2 to be let in to', timeoutMs: 120_000, intervalMs: 500 }, async () => {
    const { brokers } = await describeBroker(as('shop', '127.0.0.1:12503')).catch(() => ({ brokers: [] }));
    return brokers.length === 3 ? true : undefined;
  });
  await inNamespace('wait', 'pods', '--all', '--for=condition=Ready', '--timeout=180s');
  for (const broker of ['broker-1', 'broker-2', 'broker-3']) {
    await inNamespace('exec', `${broker}-0`, '--', 'test', '-e', '/tmp/klab-caught-up');
  }

  // New files come to a pod that runs.
  await officeOf({ instance } as RunningCluster)!.renew('broker-3');
  await runtime.certificates!.replace(instance, 'broker-3');

  // Each node has its own files, and nobody else's; they stand in its Secret alone.
  const listed = await inNamespace(
    'get',
    'secrets',
    '--output',
    'jsonpath={range .items[*]}{.metadata.name}: {.data}{"\\n"}{end}',
  );
  const files = listed.split('\n').map((line) => line.match(/[\w.-]+(?=":)|^[\w.-]+/g));
  expect(files).toEqual(
    [1, 2, 3].map((number) => [
      `broker-${number}-secrets`,
      `broker-${number}.keystore.pem`,
      'ca.pem',
      'sasl.properties',
    ]),
  );
  const everything = 'pods,statefulsets,services,configmaps,events,controllerrevisions';
  const shown = [
    await inNamespace('get', everything, '--output', 'yaml', '--show-managed-fields'),
    await inNamespace('describe', `${everything.replace(',events,controllerrevisions', '')},secrets`),
    ...(await Promise.all([1, 2, 3].map((number) => inNamespace('logs', `broker-${number}-0`)))),
    (await klab('status', id, '--json')).output,
    (await klab('diff', 'secure', 'live', '--json')).output,
  ];
  expect(leaksIn(shown.join('\n'), texts)).toEqual([]);
  // Salted passwords come in as numbers, and controllers log what they refuse.
  expect(shown.join('\n')).not.toContain('saltedPassword=');
  expect(await filesWithLeaks(join(secrets.dir, '..'), texts)).toEqual([]);

  // Whoever deploys by hand gets the very same.
  const made = await klab('secrets', join(instance.filesDir, 'kubernetes.yaml'), '--out', dir);
  expect(made).toMatchObject({ code: 0 });
  expect(leaksIn(made.output, texts)).toEqual([]);
  const written = join(dir, 'secrets.yaml');
  expect((await stat(written)).mode & 0o777).toBe(0o600);
  expect(await readFile(written, 'utf8')).toContain(`name: broker-3-secrets\n  namespace: ${namespace}\n`);
  expect(await inNamespace('diff', '--server-side', '--field-manager=klab', '--filename', written)).toBe('');
  await closeForwards(instance);

  expect((await klab('down', id)).code).toBe(0);
  expect(await tracesIn(shared.context, id)).toEqual([]);
  await expect(stat(secrets.dir)).rejects.toThrow('ENOENT');
});
