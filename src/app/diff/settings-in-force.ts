/** Asks every broker for its settings; one that does not answer must not hide what the others say. */
import { brokerSettings } from '../../client/kafkajs/broker-settings.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { SettingInForce } from '../../diff/in-force.ts';
import { LabError } from '../../errors.ts';
import { brokersOf } from '../../kafka/node.ts';

/** What they said. */
export interface SettingsInForce {
  /** By node id; absent for one that did not answer. */
  readonly settings: ReadonlyMap<string, readonly SettingInForce[]>;
  /** Who did not, and why: a line each. */
  readonly notes: readonly string[];
}

/** What all of them say, each for itself. */
export async function settingsInForce(cluster: RunningCluster): Promise<SettingsInForce> {
  const { topology } = cluster;
  try {
    await cluster.attach?.();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return {
      settings: new Map(),
      notes: [`no broker can be asked, so what was set while they ran is not known: ${error.message}`],
    };
  }
  const answers = await Promise.all(
    brokersOf(topology).map(async ({ id, number }) => {
      try {
        return { id, settings: await brokerSettings(cluster, number) };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return {
          id,
          note: `${id} does not answer, so what was set while it ran is not known: ${error.message}`,
        };
      }
    }),
  );
  return {
    settings: new Map(
      answers.flatMap(({ id, settings }) => (settings === undefined ? [] : [[id, settings] as const])),
    ),
    notes: answers.flatMap(({ note }) => note ?? []),
  };
}
