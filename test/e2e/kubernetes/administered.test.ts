/** A cluster of somebody else's: one namespace that is there, roles that suffice and no more, quotas, and what goes away. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { messageOf } from '../../../src/errors.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { kubectl, sharedKind } from '../../support/kubernetes.ts';
import {
  documentedRoles,
  namespaceUser,
  userContext,
  type NamespaceUser,
  type Rule,
} from '../../support/kubernetes-user.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 18_100;
const namespace = `klab-administered-${process.pid}`;
const timeout = 300_000;
const kinds = 'statefulsets,pods,services,poddisruptionbudgets,persistentvolumeclaims,configmaps';

let user: NamespaceUser;
let roles: Readonly<Record<string, readonly Rule[]>>;
let admin: readonly string[];
let context: string;
let cluster: RunningCluster;

const all = (): readonly Rule[] => Object.values(roles).flat();

/** The rules without those that allow this. */
function without(resource: string, verb?: string): readonly Rule[] {
  return all()
    .map((rule) => ({
      ...rule,
      resources:
        verb === undefined || rule.verbs.includes(verb)
          ? rule.resources.filter((name) => name !== resource)
          : rule.resources,
    }))
    .filter(({ resources }) => resources.length > 0);
}

function up(): Promise<RunningCluster> {
  return user.as(() =>
    bringUp({
      topology: resolved('single-broker'),
      runtime,
      portOffset,
      // The namespace is the context's own: a user who may make none need not name it.
      where: { context: userContext },
      progress: { step() {}, update() {}, note() {} },
      signal: new AbortController().signal,
    }),
  );
}

/** Every object of the namespace but those that Kubernetes itself puts into each. */
async function objects(): Promise<readonly string[]> {
  const names = (await kubectl(...admin, 'get', kinds, '--output', 'name')).split('\n').filter(Boolean);
  return names.filter((name) => name !== 'configmap/kube-root-ca.crt');
}

beforeAll(async () => {
  const shared = await sharedKind();
  roles = await documentedRoles();
  user = await namespaceUser(shared, namespace);
  ({ admin } = user);
  ({ context } = shared);
}, timeout);

afterAll(async () => {
  if (cluster !== undefined) await closeForwards(cluster.instance);
  await user[Symbol.asyncDispose]();
}, timeout);

it(
  'refuses a pod by its quota: up ends at once, says what to do, and leaves nothing',
  { timeout },
  async () => {
    await user.allow(all());
    await kubectl(...admin, 'create', 'quota', 'processors', '--hard=limits.cpu=2');
    await expect(up()).rejects.toMatchObject({
      code: 'cluster-refused',
      message: expect.stringMatching(
        /^broker-1 has no pod: .*failed quota: processors: must specify limits\.cpu for: kafka; klab's pods set no/,
      ),
    });
    expect(await objects()).toEqual([]);
    await kubectl(...admin, 'delete', 'quota', 'processors');
  },
);

it('is brought up in by its user', { timeout }, async () => {
  cluster = await up();
  expect(cluster.instance.place).toMatchObject({
    context: userContext,
    namespace,
    namespaceStays: true,
  });
  expect(await objects()).toContain('persistentvolumeclaim/data-broker-1-0');
});

it('lets each group of verbs do what its roles say', { timeout }, async () => {
  const { instance } = cluster;
  await user.as(async () => {
    const { 'klab-look': look, 'klab-use': use, 'klab-break': damage } = roles;
    await user.allow(look!);
    const [broker] = await runtime.observe.status(instance);
    expect(broker).toMatchObject({ state: 'running', handle: expect.stringContaining('pods/exec') });
    expect(await runtime.logs!.logs(instance, 'broker-1', 2)).toHaveLength(2);
    expect((await runtime.liveFiles!(instance)).notes).toEqual([]);
    expect(await runtime.observe.findMarked!({ where: { context: userContext } })).toMatchObject([
      { id: instance.id },
    ]);
    await closeForwards(instance);
    await runtime.forwards!.attach(instance);
    expect((await describeBroker(cluster.brokers[0]!)).clusterId).toBe(instance.clusterId);
    await expect(runtime.signals!.pause(instance, 'broker-1')).rejects.toThrow(
      `${user.name} may not create pods/exec in namespace ${namespace} of context ${userContext}; ask its`,
    );

    await user.allow([...look!, ...use!]);
    expect((await runtime.observe.status(instance))[0]?.handle).toBe('pod broker-1-0');
    await expect(runtime.signals!.stop(instance, 'broker-1')).rejects.toThrow(
      'may not patch statefulsets/scale',
    );

    await user.allow([...look!, ...use!, ...damage!]);
    await runtime.signals!.pause(instance, 'broker-1');
    await runtime.signals!.resume(instance, 'broker-1');
    await runtime.signals!.kill(instance, 'broker-1');
    await runtime.signals!.start(instance, 'broker-1');
    await runtime.signals!.stop(instance, 'broker-1');
    await runtime.signals!.start(instance, 'broker-1');
    await expect(takeDown(runtime, instance)).rejects.toThrow(/klab-user may not (list|delete) /);
  });
});

it('says each right that is missing', { timeout }, async () => {
  const { instance } = cluster;
  const missing: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['pods/log', () => runtime.logs!.logs(instance, 'broker-1', 2)],
    ['pods/exec', () => runtime.signals!.kill(instance, 'broker-1')],
    ['pods', () => runtime.observe.status(instance)],
    ['statefulsets/scale', () => runtime.signals!.kill(instance, 'broker-1')],
    ['configmaps', () => runtime.observe.findMarked!({ where: { context: userContext } })],
    [
      'pods/portforward',
      async () => {
        await closeForwards(instance);
        await runtime.forwards!.attach(instance);
      },
    ],
  ];
  await user.as(async () => {
    for (const [resource, work] of missing) {
      await user.allow(without(resource));
      await expect(work()).rejects.toMatchObject({
        code: 'cluster-refused',
        exitCode: 1,
        details: [],
        message: expect.stringMatching(
          new RegExp(`^${user.name} may not .*\\b${resource}\\b.* in namespace`),
        ),
      });
    }
    await user.allow(all());
  });
});

it('is forwarded to for other programs, and for other verbs', { timeout }, async () => {
  const { instance, brokers } = cluster;
  await user.as(async () => {
    // A repetition finds the broker as the first try left it.
    const [broker] = await runtime.observe.status(instance);
    if (broker?.state !== 'running') await runtime.signals!.start(instance, 'broker-1');
    const forward = startKlab('forward', instance.id);
    onTestFinished(() => void forward.child.kill('SIGKILL'));
    await forward.printed('bootstrap');
    // It was started a moment ago.
    await expect
      .poll(() => describeBroker(brokers[0]!).then(({ clusterId }) => clusterId, messageOf), {
        timeout: 60_000,
      })
      .toBe(instance.clusterId);
    await runtime.signals!.kill(instance, 'broker-1');
    // No broker says whose port it is now.
    await runtime.forwards!.attach(instance);
    await closeForwards(instance);
    await forward.printed('broker-1 has no pod yet');
    await runtime.signals!.start(instance, 'broker-1');
    await forward.printed('broker-1 runs again');
    forward.child.kill('SIGINT');
    expect(await forward.ended()).toBe(0);
  });
});

it('needs no port for what asks no broker', { timeout }, async () => {
  const { instance, bootstrap } = cluster;
  await closeForwards(instance);
  const stranger = createServer().listen(Number(bootstrap[0]!.split(':')[1]), '127.0.0.1');
  await once(stranger, 'listening');
  try {
    await user.as(async () => {
      const logs = await klab('logs', instance.id, '--lines', '1');
      expect(logs).toMatchObject({ code: 0, output: expect.stringMatching(/INFO|WARN|===>/) });
      expect((await klab('smoke', instance.id)).output).toMatch(/^error: port \d+ of broker-1 is taken by/m);
      const kill = await klab('kill', instance.id, 'broker-1');
      expect(kill.output).toContain('killed broker-1');
      const status = await klab('status', instance.id);
      expect(status.output).toMatch(/broker-1 .*stopped[^]*not complete: port \d+ of broker-1 is taken by/);
    });
  } finally {
    stranger.close();
  }
});

it('says what is gone, and is left as it was', { timeout }, async () => {
  const { instance } = cluster;
  await kubectl(...admin, 'delete', 'statefulset', 'broker-1');
  await kubectl(...admin, 'wait', '--for=delete', 'pod/broker-1-0', '--timeout=120s');
  await user.as(async () => {
    await expect(runtime.signals!.start(instance, 'broker-1')).rejects.toMatchObject({
      code: 'node-state',
      message: expect.stringContaining(`StatefulSet broker-1 of namespace ${namespace}`),
    });
    await takeDown(runtime, instance);
    expect(await objects()).toEqual([]);
  });
  await kubectl(...admin, 'delete', 'namespace', namespace);
  const seen = { ...instance, place: { ...instance.place, context } };
  const gone = {
    code: 'no-instance',
    exitCode: 1,
    message: expect.stringMatching(
      `^namespace ${namespace} of context ${context} is gone: what was in it is lost`,
    ),
  };
  await expect(runtime.observe.status(seen)).rejects.toMatchObject(gone);
  await expect(runtime.signals!.start(seen, 'broker-1')).rejects.toMatchObject(gone);
  await expect(runtime.logs!.logs(seen, 'broker-1', 1)).rejects.toMatchObject(gone);
  await expect(runtime.liveFiles!(seen)).rejects.toMatchObject(gone);
  await expect(runtime.forwards!.attach(seen)).rejects.toMatchObject(gone);
});
