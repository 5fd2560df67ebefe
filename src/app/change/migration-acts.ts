/** Does the steps of a move of metadata: the quorum comes, gets everything, and ZooKeeper goes; or the quorum goes again. */
import { forgetQuorum, migrationNote } from '../../client/migration/zookeeper-side.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import type { MigrationStep, ProvisionStep } from '../../change/migration-steps.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import { zooKeepersOf } from '../../kafka/node.ts';
import { NotYet, notYet, waitFor } from '../../wait.ts';
import { redefinitionOf } from './prepare.ts';

/** How long controllers may take to start and to elect one of them, in milliseconds. */
const quorumTimeoutMs = 120_000;

/** How long the quorum may take to copy all metadata, in milliseconds. */
const copyTimeoutMs = 240_000;

/** By a way of a runtime a question takes longer, in milliseconds: a session into a pod takes seconds while others start. */
const askTimeoutMs = 30_000;

/** What a step is done with. */
export interface MigrationContext {
  readonly cluster: RunningCluster;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Does one step; of a restart, what is done while its node is stopped. */
export async function migrate(step: MigrationStep, context: MigrationContext): Promise<void> {
  switch (step.kind) {
    case 'provision':
      return await provision(step, context);
    case 'copy':
      return await untilCopied(context);
    case 'retire':
      return await (step.what === 'quorum' ? release(step.nodeIds, context) : end(step.nodeIds, context));
    case 'reform':
      if (step.releases !== undefined) await release(step.releases, context);
  }
}

async function provision({ nodeIds }: ProvisionStep, { cluster, signal }: MigrationContext): Promise<void> {
  const running = await runningOf(cluster);
  await Promise.all(nodeIds.filter((id) => !running.has(id)).map((id) => cluster.start(id)));
  const wait = { what: 'the quorum to have a leader that all follow', timeoutMs: quorumTimeoutMs, signal };
  await waitFor(wait, async () => {
    const found = await runningOf(cluster);
    if (!nodeIds.every((id) => found.has(id))) return new NotYet('not all of its members run');
    const looks = nodeIds.map((id) =>
      through(cluster, { id, address: found.get(id) }, (address) =>
        describeQuorum({ address }, askTimeoutMs),
      ),
    );
    // Of controllers themselves the leader alone answers.
    const state = await Promise.any(looks).catch(() => undefined);
    if (state === undefined || state.leaderId < 0) return new NotYet('none of its members leads');
    return state.behind.length === 0 || new NotYet('not all of its members follow the leader');
  });
}

async function untilCopied({ cluster, signal, say }: MigrationContext): Promise<void> {
  const server = await zooKeeperOf(cluster);
  const wait = { what: 'the quorum to have all metadata', timeoutMs: copyTimeoutMs, signal };
  const { controller } = await waitFor(wait, async () => {
    const note = await through(cluster, server, migrationNote).catch(notYet);
    if (note instanceof NotYet) return note;
    return note?.isCopied === true
      ? note
      : new NotYet("Kafka's note of it, /migration, says that it is not copied");
  });
  const id = cluster.topology.nodes.find(
    ({ software, number }) => software === 'kafka' && number === controller,
  )?.id;
  say(`${id ?? `controller ${controller}`} has all metadata, and ZooKeeper is told of every change`);
}

/** The quorum goes, and nothing is left by which it, or the next one, would be taken for the one that leads. */
async function release(nodeIds: readonly string[], context: MigrationContext): Promise<void> {
  const { cluster, say } = context;
  await stopAll(nodeIds, cluster);
  const { raised } = await through(cluster, await zooKeeperOf(cluster), forgetQuorum);
  if (raised !== undefined)
    say(
      `ZooKeeper's count of controllers was raised from ${raised.from} to ${raised.to}: the quorum's had passed it, with which partitions may stay without a leader (KAFKA-20488)`,
    );
  await discardAll(nodeIds, cluster);
}

async function end(nodeIds: readonly string[], { cluster }: MigrationContext): Promise<void> {
  await stopAll(nodeIds, cluster);
  await discardAll(nodeIds, cluster);
}

async function stopAll(nodeIds: readonly string[], cluster: RunningCluster): Promise<void> {
  const running = await runningOf(cluster);
  await Promise.all(nodeIds.filter((id) => running.has(id)).map((id) => cluster.stop(id)));
}

async function discardAll(nodeIds: readonly string[], { instance }: RunningCluster): Promise<void> {
  for (const id of nodeIds) await redefinitionOf(instance).resizing.discard(instance, id);
}

/** Addresses of the nodes that run, by id; empty where a node has none. */
async function runningOf(cluster: RunningCluster): Promise<ReadonlyMap<string, string>> {
  const running = (await cluster.status()).filter(({ state }) => state === 'running');
  return new Map(running.map(({ id, address = '' }) => [id, address]));
}

/** A node that serves metadata. */
interface Server {
  readonly id: string;
  /** Empty where its runtime has a way of its own. */
  readonly address: string | undefined;
}

/** From here where the node has an address, else by the way that its runtime has to it. */
async function through<T>(
  { instance }: RunningCluster,
  { id, address = '' }: Server,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const redefinition = redefinitionOf(instance);
  if (address !== '' || redefinition.throughNode === undefined) return await work(address);
  return await redefinition.throughNode(instance, id, work);
}

/** Any server answers for all. @throws LabError `node-state` where none runs */
async function zooKeeperOf(cluster: RunningCluster): Promise<Server> {
  const running = await runningOf(cluster);
  const server = zooKeepersOf(cluster.topology).find(({ id }) => running.has(id));
  if (server !== undefined) return { id: server.id, address: running.get(server.id) };
  throw new LabError(
    'node-state',
    'no ZooKeeper server of it runs, so nobody can be asked where the move stands',
  );
}
