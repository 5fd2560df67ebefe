/** Compares a cluster of others with files of theirs: with those that it was made from, as its place tells, or with those that are named. */
import type { Instance } from '../../cluster/instance.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { partOf } from '../../cluster/runtime.ts';
import type { Comparison } from '../../diff/changes.ts';
import { diffModels } from '../../diff/diff.ts';
import type { TopologyModel } from '../../diff/model.ts';
import { withOthersInForce } from '../../diff/others-in-force.ts';
import { readTarget } from '../../diff/readers/read-files.ts';
import type { SideName } from '../../diff/sides/side.ts';
import { UsageError } from '../../errors.ts';
import { runtimeOf } from '../../runtimes/choose.ts';
import { composeFiles, type ComposeFiles } from '../files/compose-files.ts';
import { sidesByKafka } from './by-kafka.ts';
import { settingsInForce } from './settings-in-force.ts';

/** What is compared with what runs. */
export interface OthersRequest {
  readonly before: SideName;
  readonly live: SideName;
  readonly cluster: RunningCluster & { readonly instance: Instance };
}

/** What differs. @throws UsageError for a side that a cluster of others cannot be compared with */
export async function compareWithOthers({ before, live, cluster }: OthersRequest): Promise<Comparison> {
  const { instance } = cluster;
  const given = await filesGiven(before, instance);
  const runtime = runtimeOf(instance);
  const compared = (
    sides: { readonly before: TopologyModel; readonly after: TopologyModel },
    label: string,
    notes: readonly string[],
  ): Comparison =>
    diffModels({
      before: { ...sides.before, name: instance.id },
      after: { ...sides.after, name: instance.id },
      labels: [label, live.text],
      isLive: true,
      notes,
    });
  if (runtime.liveFiles === undefined && given !== undefined) {
    const asked = await settingsInForce(cluster);
    const { notes, ...sides } = sidesByKafka(given, asked.settings, before.text);
    return compared(sides, before.text, [...notes, ...asked.notes]);
  }
  const { madeFrom, files, notes } = await partOf(runtime, 'liveFiles')(instance, given?.files);
  if (madeFrom === undefined) throw new Error(`nobody says what ${instance.id} was made from`);
  const { target, label, names } = madeFrom;
  const asked = await settingsInForce(cluster);
  const sides = withOthersInForce(
    {
      before: readTarget(madeFrom.files, target, label),
      after: readTarget(files, target, live.text),
    },
    names,
    asked.settings,
  );
  return compared(sides, given === undefined ? label : before.text, [...notes, ...asked.notes]);
}

/** Files that are named; undefined for those that it was made from. */
async function filesGiven(
  { kind, topology, revision, text }: SideName,
  { id }: Instance,
): Promise<ComposeFiles | undefined> {
  if (kind === 'path') return await composeFiles([text]);
  if (topology === id && revision === undefined) return undefined;
  throw new UsageError(
    `${id} is a cluster of others, and "${text}" is not what it was made from; name a file: klab diff FILE live:${id}`,
  );
}
