/** Whether a static quorum can be made a dynamic one, looked at before anything is touched, and the steps to it. */
import { voterStep } from '../../change/quorum-steps.ts';
import { finalizedFeatures } from '../../client/wire/features/finalized-features.ts';
import { updateFeatures } from '../../client/wire/features/update-features.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { withDynamicQuorum } from '../../cluster/changed/with-controllers.ts';
import { LabError, messageOf, UsageError } from '../../errors.ts';
import { fitsDynamicQuorum } from '../../kafka/images/controller-start.ts';
import { isOfKRaft } from '../../kafka/node-metadata.ts';
import { isOlder } from '../../kafka/versions/versions.ts';
import { definitionOf, preparedFor, type PreparedChange } from './prepare.ts';

/** The first line of Kafka that writes the voters of a static quorum into the metadata (KAFKA-16538). */
const firstVersion = '4.1.0';

/**
 * Looks at a quorum that is to become dynamic; nothing is changed.
 * @throws LabError `not-supported` where it cannot be; UsageError with Kafka's own words where it refuses
 */
export async function prepareDynamicQuorum(
  cluster: RunningCluster,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  assertPossible(cluster);
  const definition = {
    ...definitionOf(instance),
    topology: withDynamicQuorum(topology),
    ...(topology.dynamicQuorum !== true && { madeDynamic: true as const }),
  };
  const { steps, files: _, ...prepared } = await preparedFor(cluster, definition, signal);
  const step = voterStep(await firstAnswer(cluster, 'says its features', finalizedFeatures));
  if (step === undefined) return { ...prepared, steps };
  await updateFeatures(cluster, step.levels, { validateOnly: true }).catch((error: unknown) => {
    if (!(error instanceof LabError)) throw error;
    throw new UsageError(`Kafka refuses the change: ${messageOf(error)}`, { cause: error });
  });
  return { ...prepared, steps: [step, ...steps] };
}

/** @throws LabError `not-supported` with the reason */
function assertPossible({ instance, topology }: RunningCluster): void {
  const { id, runtime, isolatable } = instance;
  const { mode, kafkaVersion, dynamicQuorum } = topology;
  if (dynamicQuorum === true) return;
  const strange =
    runtime === 'local'
      ? undefined
      : topology.nodes.find((node) => isOfKRaft(node) && !fitsDynamicQuorum(node.image));
  const why =
    mode === 'zookeeper'
      ? 'it has a ZooKeeper ensemble; move its metadata first (--metadata kraft), then upgrade it (--kafka)'
      : isOlder(kafkaVersion, firstVersion)
        ? `Kafka ${kafkaVersion} cannot give a quorum that has fixed voters another kraft.version, which ${firstVersion} and newer can; upgrade it first (--kafka)`
        : isolatable === true
          ? 'its voters would tell one another where they are, past the links of --isolatable; bring it up without'
          : strange !== undefined
            ? `${strange.id} has image ${strange.image}, which klab cannot tell where such a quorum is; bring it up with apache/kafka's`
            : undefined;
  if (why === undefined) return;
  throw new LabError('not-supported', `the quorum of ${id} cannot be made dynamic: ${why}`);
}
