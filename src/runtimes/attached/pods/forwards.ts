/** Makes what brokers in pods of others advertise lead to them from this process, through the API server, as long as it lives. */
import { leadTo } from '../../../client/wire/ways.ts';
import { LabError } from '../../../errors.ts';
import { startLastingProxy, type LastingProxy } from '../../kubernetes/forward/api-proxy.ts';
import { closeAll, endClients, listen, type Forward } from '../../kubernetes/forward/forward.ts';
import type { KubectlPlace } from '../../kubernetes/kubectl/kubectl.ts';

/** Where an address leads. */
export interface Way {
  /** Name of the pod, which another may have by the time it is used: it is asked for at each connection. */
  readonly pod: () => string;
  readonly port: number;
  /** The node that is there. @default nobody knows yet */
  readonly nodeId?: string;
}

/** Ways that are open. */
export interface OpenWays {
  /** Leads further addresses; those that are led already stay as they are. */
  add(ways: ReadonlyMap<string, Way>): Promise<void>;
  /** Ends the connections to a node whose process has just ended: the API server would take up to a second for that. */
  endConnections(nodeId: string): void;
  close(): Promise<void>;
}

/** None is open yet. @throws LabError where kubectl does not start */
export async function openWays({ context, namespace = '' }: KubectlPlace): Promise<OpenWays> {
  const proxy = await startLastingProxy(context);
  const open = new Map<string, { readonly forward: Forward; readonly end: () => void }>();
  return {
    async add(ways) {
      for (const [address, way] of ways) {
        if (!open.has(address)) open.set(address, await led(address, forwardTo(way, namespace, proxy)));
      }
    },
    endConnections(nodeId) {
      for (const { forward } of open.values()) if (forward.nodeId === nodeId) endClients(forward);
    },
    async close() {
      for (const { end } of open.values()) end();
      await closeAll([...open.values()].map(({ forward }) => forward));
      proxy.close();
    },
  };
}

/** At whatever port of the host is free: nobody is told of it but this process. */
function forwardTo({ pod, port, nodeId = '' }: Way, namespace: string, proxy: LastingProxy): Forward {
  const target = {
    namespace,
    port,
    get pod() {
      return pod();
    },
  };
  return { nodeId, hostPort: 0, target, isKafka: true, proxy, clients: new Set() };
}

async function led(address: string, forward: Forward): Promise<{ forward: Forward; end: () => void }> {
  await listen(forward);
  const at = forward.server?.address();
  if (typeof at !== 'object' || at === null)
    throw new LabError('port-taken', `this host has no free port by which ${address} could be reached`);
  return { forward, end: leadTo(address, at.port) };
}

/** Asserts that ports of a pod may be forwarded to at all. @throws LabError `cluster-refused`, `cluster-unavailable` */
export async function assertMayForward(
  { context, namespace = '' }: KubectlPlace,
  pod: string,
  port: number,
): Promise<void> {
  const { connectToPod } = await import('../../kubernetes/forward/pod-port.ts');
  const proxy = await startLastingProxy(context);
  try {
    (await connectToPod(await proxy.current(), { namespace, pod, port })).close();
  } catch (error) {
    // That nothing is there now is another question.
    if (!(error instanceof LabError) || error.code !== 'node-state') throw error;
  } finally {
    proxy.close();
  }
}
