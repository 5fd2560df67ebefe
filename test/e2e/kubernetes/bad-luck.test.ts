/** Bad luck on Kubernetes: always a clear message, found early, an end in time, nothing left, nobody else's things touched. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedTopology } from '../../../src/index.ts';
import { instanceDir, listInstances } from '../../../src/runtimes/instances.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { kindClusters, kubectl, sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import {
  machinesOf,
  withKubeconfig,
  withTools,
  type Kubeconfig,
} from '../../support/kubernetes-environment.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 10_300;
const offset = String(portOffset);
const id = `single-broker-kubernetes-${offset}`;
const namespace = `klab-single-broker-${offset}`;
const own = namespace;
const up = ['up', 'single-broker', '--on', 'kubernetes', '--port-offset', offset] as const;
const timeout = 600_000;

let shared: SharedKind;
beforeAll(async () => {
  shared = await sharedKind();
}, timeout);

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtime, instance);
}, timeout);

async function expectNothingLeft(): Promise<void> {
  expect(await tracesIn(shared.context, id)).toEqual([]);
  expect(existsSync(instanceDir(id))).toBe(false);
}

/** Brings a topology up in the shared cluster, through its context. @param onUpdate told why it takes so long */
async function bring(
  topology: ResolvedTopology,
  onUpdate: (text: string) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<unknown> {
  const progress = { step() {}, update: onUpdate, note() {} };
  return bringUp({ topology, runtime, portOffset, progress, signal, where: { context: shared.context } });
}

/** The topology with its one node changed. */
function altered(change: Partial<ResolvedTopology['nodes'][number]>): ResolvedTopology {
  const topology = resolved('single-broker');
  return { ...topology, nodes: topology.nodes.map((node) => ({ ...node, ...change })) };
}

describe('a node that does not come', { timeout }, () => {
  it('because it crashes: the cause in its log', async () => {
    const { settings } = resolved('single-broker').nodes[0]!;
    const failed = bring(altered({ settings: { ...settings, 'num.io.threads': 'none' } }));
    await expect(failed).rejects.toMatchObject({
      code: 'node-died',
      message: expect.stringMatching(
        /^broker-1 ended again and again while starting \(exit code 1\): .*num\.io\.threads/,
      ),
      details: expect.arrayContaining([expect.stringContaining('num.io.threads')]),
    });
    await expectNothingLeft();
  });

  it('because its image cannot be had: the name and the error', async () => {
    const failed = bring(altered({ image: 'klab.invalid/no/such-kafka:4.3.1' }));
    await expect(failed).rejects.toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(
        /^broker-1 cannot get image klab\.invalid\/no\/such-kafka:4\.3\.1: .*klab/,
      ),
    });
    await expectNothingLeft();
  });

  it("because no machine has room for it: the scheduler's reason, until Ctrl-C", async () => {
    const interrupt = new AbortController();
    const said: string[] = [];
    const onUpdate = (text: string): void => {
      said.push(text);
      if (text.includes('Insufficient memory')) interrupt.abort();
    };
    const failed = bring(altered({ heapMb: 4_000_000 }), onUpdate, interrupt.signal);
    await expect(failed).rejects.toMatchObject({ code: 'interrupted' });
    expect(said.at(-1)).toMatch(/^broker-1 has no machine yet: .*Insufficient memory/);
    await expectNothingLeft();
  });

  it('because a quota is exceeded: whose, and what was found stays', async () => {
    const inShared = ['--context', shared.context];
    await kubectl(...inShared, 'create', 'namespace', namespace);
    const foreign = await klab(...up, '--context', shared.context);
    expect(foreign.output).toContain(`namespace ${namespace} is there and klab did not make it`);
    expect(foreign.code).toBe(2);
    await kubectl(...inShared, 'label', 'namespace', namespace, `klab.instance=${id}`);
    await kubectl(...inShared, '--namespace', namespace, 'create', 'quota', 'small', '--hard=pods=0');
    const failed = await klab(...up, '--context', shared.context);
    expect(failed.output).toMatch(/error: broker-1 has no pod: .*exceeded quota: small, requested: pods=1/);
    expect(failed.code).toBe(1);
    expect(
      await kubectl(...inShared, '--namespace', namespace, 'get', 'statefulsets,pods', '--output', 'name'),
    ).toBe('');
    expect(
      await kubectl(...inShared, '--namespace', namespace, 'get', 'quota', '--output', 'name'),
    ).toContain('small');
    await kubectl(...inShared, 'delete', 'namespace', namespace);
  });
});

describe('what is not there to begin with', { timeout }, () => {
  it('a context, an API server, permission, a storage class', async () => {
    const unknown = await klab(...up, '--context', 'nowhere');
    expect(unknown.output).toMatch(/error: kubectl knows no context "nowhere"; it knows .*kind-/);
    expect(unknown.code).toBe(2);

    const withUp = (change: (config: Kubeconfig) => void) =>
      withKubeconfig(shared.context, change, () => klab(...up, '--context', shared.context));
    const gone = await withUp(({ clusters: [entry] }) => (entry!.cluster.server = 'https://127.0.0.1:9'));
    expect(gone.output).toContain(
      `error: the API server of context ${shared.context} does not answer: 127.0.0.1:9 refuses connections`,
    );
    expect(gone.code).toBe(1);

    const nobody = await withUp(({ users: [entry] }) => (entry!.user['as'] = 'nobody'));
    expect(nobody.output).toMatch(
      /error: nobody may not list configmaps, .* in namespace .* of context .*; ask its administrators/,
    );
    expect(nobody.code).toBe(1);

    const annotate = ['--context', shared.context, 'annotate', '--overwrite', 'storageclass', 'standard'];
    const annotation = 'storageclass.kubernetes.io/is-default-class';
    await kubectl(...annotate, `${annotation}=false`);
    const noClass = await klab(...up, '--context', shared.context);
    await kubectl(...annotate, `${annotation}=true`);
    expect(noClass.output).toContain(
      `no storage class of context ${shared.context} is the default; make one the`,
    );
    expect(noClass.code).toBe(1);
    await expectNothingLeft();
  });

  it('kubectl, kind, a node image', async () => {
    const noKind = await withTools(['bash', 'docker', 'kubectl'], () => klab(...up));
    expect(noKind.output).toContain('error: kind is not on PATH; install it');
    expect(noKind.code).toBe(2);
    const noKubectl = await withTools(['bash', 'docker', 'kind'], () => klab(...up));
    expect(noKubectl.output).toContain('error: kubectl is not on PATH; install it');
    expect(noKubectl.code).toBe(2);
    const noImage = await klab(...up, '--node-image', 'klab.invalid/node:v1.34.1');
    expect(noImage.output).toMatch(
      /error: image klab\.invalid\/node:v1\.34\.1 cannot be pulled: .*; get it where/,
    );
    expect(noImage.code).toBe(1);
    expect(await kindClusters()).not.toContain(own);
    await expectNothingLeft();
  });

  it('the image of a node: known before a kind cluster is made for it', async () => {
    const topology = altered({ image: 'klab.invalid/no/such-kafka:4.3.1' });
    const steps: string[] = [];
    const progress = { step: (text: string) => void steps.push(text), update() {}, note() {} };
    const { signal } = new AbortController();
    const failed = bringUp({ topology, runtime, portOffset, progress, signal });
    await expect(failed).rejects.toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(/klab\.invalid\/no\/such-kafka:4\.3\.1.* cannot be pulled: .*; get /),
    });
    expect(steps).not.toContain(`making kind cluster ${own}`);
    expect(await kindClusters()).not.toContain(own);
    await expectNothingLeft();
  });
});

describe('while its kind cluster is made', { timeout }, () => {
  it('Ctrl-C leaves nothing', async () => {
    const stopped = startKlab(...up);
    await stopped.printed('making kind cluster');
    await machinesOf(own);
    stopped.child.kill('SIGINT');
    expect(await stopped.ended()).toBe(130);
    expect(await kindClusters()).not.toContain(own);
    await expectNothingLeft();
  });

  it('klab is killed: down removes what its kind has made by then, and what it goes on to make', async () => {
    const killed = startKlab(...up);
    await killed.printed('making kind cluster');
    await machinesOf(own);
    killed.child.kill('SIGKILL');
    expect(await killed.ended()).toBe('SIGKILL');
    expect((await klab('down', id)).code).toBe(0);
    expect(await kindClusters()).not.toContain(own);
    const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'command=']);
    expect(stdout).not.toContain(`kind create cluster --name ${own}`);
    expect(await kubectl('config', 'get-contexts', '--output', 'name')).not.toContain(own);
    await rm(`${instanceDir(id)}.lock`, { recursive: true, force: true });
    await rm(`${instanceDir(`kind-${own}`)}.lock`, { recursive: true, force: true });
    await expectNothingLeft();
  });
});
