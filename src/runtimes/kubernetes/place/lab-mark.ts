/** The mark on a kind cluster that the lab made: in the cluster itself, so that any later klab knows it may remove it. */
import { labClusterName, managedBy, managedByLabel } from '../../../kafka/marks.ts';
import { LabError } from '../../../errors.ts';
import { listThings, type RunKubectl } from './contents.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { isSystemNamespace, isWorkload, keyOf } from './strangers.ts';

const name = labClusterName;
const namespace = 'kube-system';

/** What a mark says beside that it is there. */
export interface LabMark {
  /** Workloads that the system itself had when the cluster had just been made; undefined in a mark of an older klab. */
  readonly systemThings: ReadonlySet<string> | undefined;
}

/** Marks a cluster as made by the lab, just now. */
export async function markCluster(context: string, options: KubectlOptions = {}): Promise<void> {
  const system = await systemThings(context, options);
  const mark = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [managedByLabel]: managedBy } },
    data: {
      about:
        'klab made this cluster, and removes it with the last topology in it when nobody has put anything else there.',
      ...(system !== undefined && { system: JSON.stringify(system) }),
    },
  };
  await kubectl({ context }, ['apply', '--filename', '-'], { ...options, input: JSON.stringify(mark) });
}

/** A mark that knows less is better than a cluster without one. */
async function systemThings(
  context: string,
  options: KubectlOptions,
): Promise<readonly string[] | undefined> {
  try {
    const things = await listThings((args) => kubectl({ context }, args, options));
    return things.filter((thing) => isSystemNamespace(thing.namespace) && isWorkload(thing)).map(keyOf);
  } catch (error) {
    if (error instanceof LabError && error.code !== 'interrupted') return undefined;
    throw error;
  }
}

/** The mark of a cluster; undefined where the lab did not make it. */
export async function readMark(run: RunKubectl): Promise<LabMark | undefined> {
  const args = ['get', 'configmap', name, '--namespace', namespace, '--ignore-not-found', '--output=json'];
  const text = (await run(args)).trim();
  if (text === '') return undefined;
  const { data = {} } = JSON.parse(text) as { data?: Readonly<Record<string, string>> };
  const { system } = data;
  return { systemThings: system === undefined ? undefined : new Set(JSON.parse(system) as string[]) };
}

/** Whether the lab made a cluster; who may not see the mark does not know, and takes it for somebody else's. */
export async function isMarked(context: string, options: KubectlOptions = {}): Promise<boolean> {
  const mark = readMark((args) => kubectl({ context }, args, options));
  return (await orWithoutRight(mark, undefined)) !== undefined;
}
