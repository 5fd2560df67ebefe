/** Where a cluster of others runs, as far as somebody says: in containers of Docker, or in pods of a Kubernetes cluster. */
import type { BrokerValues } from '../client/kafkajs/settings-in-force.ts';
import type { ClientSecurity } from '../cluster/access.ts';
import { exitCodes, LabError, RuntimeError, UsageError } from '../errors.ts';
import { containersMeant } from '../runtimes/attached/containers/choose.ts';
import { clusterIn, reachedFrom } from '../runtimes/attached/containers/find.ts';
import { nodesIn } from '../runtimes/attached/containers/nodes.ts';
import type { FoundCluster } from '../runtimes/attached/discover.ts';
import { clusterInPods, type PodsWanted } from '../runtimes/attached/pods/find.ts';
import { heldPods } from '../runtimes/attached/pods/grip.ts';
import { nodesInPods } from '../runtimes/attached/pods/nodes.ts';
import { contextNamespace } from '../runtimes/kubernetes/kubectl/context-namespace.ts';
import { readNamespaceIfAllowed } from '../runtimes/kubernetes/kubectl/namespaces.ts';
import type { Caller } from './caller.ts';

/** What is said of where it runs. */
export interface PlaceRequest {
  /** A compose project, or a file of one, in whose containers it runs; not beside another place. @default it is known by its addresses alone */
  readonly compose?: string;
  /** Containers by name, in which it runs. @default it is known by its addresses alone */
  readonly containers?: readonly string[];
  /** A context of kubectl's configuration, in whose pods it runs. @default it is known by its addresses alone */
  readonly context?: string;
  /** The namespace of those pods. @default the context's own */
  readonly namespace?: string;
  /** Narrows those pods, as kubectl takes it. @default all of the namespace */
  readonly selector?: string;
}

/** What is known of a cluster by where it runs. */
export interface Within {
  /** Addresses by which it is reached from here. */
  readonly bootstrap: readonly string[];
  /** From where a host leads to it, in words; undefined where nobody knows. */
  reachedFrom(host: string): string | undefined;
  /** Ties its nodes to what they run in. */
  tied(found: FoundCluster, settings: readonly BrokerValues[]): Promise<Tied>;
  /** Ends what it was reached by. */
  close(): Promise<void>;
}

/** What nodes run in. */
interface Tied {
  /** What is stored of it. */
  readonly place: object;
  readonly zookeepers: readonly number[];
  /** What cannot be told, a sentence each. */
  readonly untold: readonly string[];
  /** Names of containers that do not run, by the id of the node in them. @default all run, or nobody knows */
  readonly stopped?: ReadonlyMap<string, string>;
}

/** @throws UsageError where several places are named, or none and no address */
export function assertOnePlace(request: PlaceRequest, bootstrap: readonly string[]): void {
  const { compose, containers, context, namespace, selector } = request;
  const named = Object.entries({ '--compose': compose, '--containers': containers, '--context': context })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (named.length > 1)
    throw new UsageError(`${named.join(' and ')} both say where it runs; use one of them`);
  const ofContext = namespace === undefined ? selector && '--selector' : '--namespace';
  if (ofContext !== undefined && context === undefined)
    throw new UsageError(`${ofContext} is about the pods of a context; add --context NAME, or drop it`);
  if (named.length === 0 && bootstrap.length === 0) {
    throw new UsageError(
      'no address to begin with; add --bootstrap HOST:PORT, --compose PROJECT or --context NAME, or set bootstrap.servers in the client settings',
    );
  }
}

/** Looks where it is said to run; undefined where nobody says. @param bootstrap addresses that were named, of the one that is meant */
export async function lookWithin(
  request: PlaceRequest,
  security: ClientSecurity | undefined,
  bootstrap: readonly string[],
  progress: Caller['progress'],
): Promise<Within | undefined> {
  const { compose, containers, context } = request;
  if (context !== undefined) return await inPods({ ...request, context }, security, bootstrap, progress);
  if (compose === undefined && containers === undefined) return undefined;
  progress.step('asking at every port that the containers publish');
  const found = await clusterIn(await containersMeant(request), security, bootstrap);
  return {
    bootstrap: found.bootstrap,
    reachedFrom: (host) => reachedFrom(host, found),
    async tied(cluster, settings) {
      const { containers: tied, ...rest } = nodesIn(cluster, settings, found);
      return { ...rest, place: { containers: tied } };
    },
    close: async () => undefined,
  };
}

async function inPods(
  { context, namespace, selector }: PlaceRequest & { readonly context: string },
  security: ClientSecurity | undefined,
  named: readonly string[],
  progress: Caller['progress'],
): Promise<Within> {
  const wanted = await placeMeant(context, namespace);
  progress.step(`asking at every port of the pods in namespace ${wanted.namespace}`);
  const narrowed = { ...wanted, ...(selector !== undefined && { selector }) };
  const found = await clusterInPods(narrowed, security, named);
  return {
    bootstrap: found.bootstrap,
    reachedFrom: (host) => found.reachedFrom(host),
    async tied(cluster, settings) {
      const { pods, ways, ...rest } = nodesInPods(cluster, settings, found);
      const where = `namespace ${wanted.namespace} of context ${context}`;
      return { ...rest, place: { where, ...narrowed, pods: await heldPods(wanted, pods), ways } };
    },
    close: async () => await found.ways.close(),
  };
}

/** @throws UsageError for a context or a namespace that is not there; RuntimeError `tool-missing` without kubectl */
async function placeMeant(context: string, namespace: string | undefined): Promise<PodsWanted> {
  try {
    const meant = namespace ?? (await contextNamespace(context));
    if ((await readNamespaceIfAllowed(context, meant)) === undefined)
      throw new UsageError(
        `there is no namespace ${meant} in context ${context}; kubectl get namespaces shows all`,
      );
    return { context, namespace: meant };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'tool-missing') throw error;
    const message =
      'kubectl is not on PATH; install it (https://kubernetes.io/docs/tasks/tools), or attach with --bootstrap HOST:PORT';
    throw new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  }
}
