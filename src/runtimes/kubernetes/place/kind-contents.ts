/**
 * Looks into a kind cluster from its own machine, before the whole of it is removed: a context may lead elsewhere, or be
 * known to another configuration of kubectl only; the machine is what `kind delete` takes away.
 */
import { instead, LabError, RuntimeError } from '../../../errors.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { lines } from '../../../words.ts';
import { docker } from '../../docker/docker.ts';
import { listThings, type RunKubectl } from './contents.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { readMark } from './lab-mark.ts';
import { startMachines, type Machine } from './machines.ts';
import type { ClusterContents } from './strangers.ts';

/** Machines that were just started answer in a quarter of a minute, on a busy laptop in more. */
const answerTimeoutMs = 120_000;

/** Everything that a cluster has, on a busy laptop. */
const listTimeoutMs = 60_000;

/** Where kubeadm writes the administrator's configuration; until it has, nobody can have used the cluster. */
const adminConfig = '/etc/kubernetes/admin.conf';

/** A kind cluster as its own machine sees it. */
export interface KindContents extends ClusterContents {
  /** Id that no other cluster has. */
  readonly uid: string;
  /** Whether the lab made it. */
  readonly marked: boolean;
}

/** Runs kubectl on the control plane of a cluster. */
function inside(controlPlane: string): RunKubectl {
  return (args) =>
    docker(['exec', controlPlane, 'kubectl', `--kubeconfig=${adminConfig}`, ...args], {
      timeoutMs: listTimeoutMs,
    });
}

/**
 * What is in a kind cluster; machines that are stopped are started for it.
 * @param unfinished whether it was still being made when it was last heard of: it is then not waited for
 * @returns undefined where the cluster was never finished, so that nobody can have put anything into it.
 * @throws RuntimeError `cluster-unavailable` where it does not answer, and so nobody knows what is in it.
 */
export async function readKindCluster(
  cluster: string,
  machines: readonly Machine[],
  unfinished: boolean,
): Promise<KindContents | undefined> {
  const controlPlane = machines.find(({ role }) => role === 'control-plane');
  if (controlPlane === undefined) return undefined;
  await startMachines(machines);
  if (!(await isFinished(controlPlane.name))) return undefined;
  const run = inside(controlPlane.name);
  try {
    if (!unfinished) await untilAnswers(run);
    return await read(run);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (unfinished) return undefined;
    throw new RuntimeError(
      'cluster-unavailable',
      `kind cluster ${cluster} does not say what else is in it (${error.message}); whoever knows that nothing is removes it: kind delete cluster --name ${cluster}`,
      { cause: error },
    );
  }
}

async function untilAnswers(run: RunKubectl): Promise<void> {
  const what = 'its API server to answer';
  await waitFor({ what, timeoutMs: answerTimeoutMs, intervalMs: 500 }, async () => {
    try {
      await run(['get', '--raw', '/version']);
      return true;
    } catch (error) {
      if (error instanceof LabError) return new NotYet(error.message);
      throw error;
    }
  });
}

async function isFinished(controlPlane: string): Promise<boolean> {
  const asked = docker(['exec', controlPlane, 'test', '-f', adminConfig]);
  // What the engine itself says is no answer of the test.
  return await asked.then(() => true, instead(false, 'engine-refused'));
}

async function read(run: RunKubectl): Promise<KindContents> {
  const names = ['--output=name'];
  const [uid, mark, namespaces, things, addedKinds] = await Promise.all([
    run(uidOfCluster),
    readMark(run),
    run(['get', 'namespaces', ...names]),
    listThings(run),
    run(['get', 'customresourcedefinitions', ...names]),
  ]);
  return {
    uid,
    marked: mark !== undefined,
    systemThings: mark?.systemThings,
    namespaces: lines(namespaces).map(nameOf),
    things,
    addedKinds: lines(addedKinds).map(nameOf),
  };
}

/** What `kubectl get --output name` prints, without the kind. */
function nameOf(line: string): string {
  return line.slice(line.indexOf('/') + 1).trim();
}

/** The namespace that every cluster has, and whose id is the cluster's own for that. */
const uidOfCluster = ['get', 'namespace', 'kube-system', '--output=jsonpath={.metadata.uid}'];

/** Whether a context leads to the cluster of this id; not where it does not answer. */
export async function leadsTo(context: string, uid: string): Promise<boolean> {
  return (await kubectl({ context }, uidOfCluster).catch(instead(undefined, LabError))) === uid;
}
