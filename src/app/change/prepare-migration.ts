/** Whether a cluster's metadata can move from ZooKeeper to KRaft, looked at before anything is touched, and the steps to it. */
import { activeControllers, rollOrder } from '../../client/nodes/roll-order.ts';
import { describeRestartCosts } from '../../client/nodes/restart-costs.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { migrationSteps } from '../../change/migration-steps.ts';
import { assertAllRunning } from '../../cluster/all-running.ts';
import { nodesInForm, protocolVersion } from '../../cluster/migration/forms.ts';
import { withKraft } from '../../cluster/migration/kraft-topology.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError, UsageError } from '../../errors.ts';
import { brokersOf, isController } from '../../kafka/node.ts';
import { lineOf } from '../../kafka/versions/versions.ts';
import { compared, definitionOf, filesOf, redefinitionOf, type PreparedChange } from './prepare.ts';

/**
 * Looks at a move of a cluster's metadata to KRaft; nothing is changed.
 * @throws UsageError in one line where it cannot be; LabError where the cluster is not as it must be
 */
export async function prepareMigration(
  cluster: RunningCluster,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  const redefinition = redefinitionOf(instance);
  const from = definitionOf(instance);
  const before = await filesOf(instance, topology);
  if (topology.mode === 'kraft')
    return { from, to: from, steps: [], comparison: compared(instance, before, before) };
  assertMovable(cluster);
  await assertAllRunning(cluster, 'the change');
  const to = withKraft(topology);
  const topologies = { zookeeper: topology, kraft: to };
  const after = await filesOf(instance, to);
  const between = { ...to, nodes: nodesInForm(topologies, () => 'migration') };
  const controllers = to.nodes.filter(isController).map(({ id }) => id);
  await redefinition.resizing.assertRoom(
    { ...instance, topology: between },
    controllers,
    await filesOf(instance, between),
  );
  const brokers = rollOrder(brokersOf(topology), await activeControllers(topology, cluster));
  const [first] = brokers;
  const why = first && (await redefinition.refusal({ ...instance, topology: to }, first.id, after, signal));
  if (why !== undefined) throw new UsageError(`${first?.id} would not start with KRaft: ${why}`);
  const costs = await describeRestartCosts(cluster, await viewPartitions(cluster));
  return {
    from,
    to: { ...from, topology: to, migrated: true },
    comparison: compared(instance, before, after),
    steps: migrationSteps(
      topologies,
      brokers.map(({ id }) => id),
    ),
    migration: { ...topologies, forms: {} },
    ...(costs !== undefined && { costs }),
  };
}

/** @throws LabError `not-supported` for clusters whose move is more than this one knows */
function assertMovable({ instance, topology }: RunningCluster): void {
  const { id, isolatable, clusterId } = instance;
  const refuse = (why: string): never => {
    throw new LabError('not-supported', `the metadata of ${id} cannot be moved: ${why}`);
  };
  if (topology.security !== undefined)
    refuse('it is secured, and who may do what would have to move with it, which klab does not do so far');
  if (isolatable === true)
    refuse('its nodes can be cut off, by links that are made once; bring it up without --isolatable');
  if (lineOf(topology.kafkaVersion) !== protocolVersion)
    refuse(`it runs Kafka ${topology.kafkaVersion}, and the way leads over ${protocolVersion}`);
  if (clusterId === undefined) refuse('its cluster id is not known; bring it up once more: klab up');
  for (const node of brokersOf(topology)) {
    const own = node.settings['inter.broker.protocol.version'];
    if (own !== undefined && lineOf(own) !== protocolVersion)
      refuse(
        `${node.id} speaks inter.broker.protocol.version ${own} with the others; set ${protocolVersion} first`,
      );
  }
}
