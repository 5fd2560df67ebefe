/** Compares what a topology renders to with what runs of it: the drift of a cluster. */
import type { Comparison } from '../../diff/changes.ts';
import { diffModels } from '../../diff/diff.ts';
import { untoldByLive, withSettingsInForce } from '../../diff/in-force.ts';
import type { FactGroup, TopologyModel } from '../../diff/model.ts';
import { readTarget } from '../../diff/readers/read-files.ts';
import type { SideName } from '../../diff/sides/side.ts';
import { UsageError } from '../../errors.ts';
import type { HostAccess, ResolvedTopology } from '../../kafka/node.ts';
import { renderTarget } from '../../render/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { runtimeNamed, runtimeOf } from '../../runtimes/choose.ts';
import { targetOf, type Instance } from '../../cluster/instance.ts';
import { partOf } from '../../cluster/runtime.ts';
import { clusterNamed } from '../find/cluster.ts';
import type { TopologyRegistry } from '../find/registry.ts';
import type { WhereOptions } from '../find/where.ts';
import { topicsInForce } from './live-topics.ts';
import { compareWithOthers } from './of-others.ts';
import { openSide } from './open-sides.ts';
import { settingsInForce } from './settings-in-force.ts';

/** The side that is compared with what runs, and where that is. */
export interface LiveRequest {
  readonly before: SideName;
  readonly live: SideName;
  readonly where: WhereOptions;
}

/** What differs. @throws LabError where nothing of the topology is up, or its runtime cannot tell. */
export async function compareWithLive(
  { before, live, where }: LiveRequest,
  topologies: TopologyRegistry,
): Promise<Comparison> {
  const name = live.instance ?? before.topology;
  if (name === undefined) {
    throw new UsageError(
      `"${before.text}" names no topology that runs; say what does: klab diff TOPOLOGY live, or klab diff ${before.text} live:NAME`,
    );
  }
  if (before.target !== undefined && live.target !== undefined && before.target !== live.target) {
    throw new UsageError(
      `"${before.text}" and "${live.text}" name two targets; what runs is compared with the same target`,
    );
  }
  const on = live.target ?? before.target;
  const cluster = await clusterNamed(name, topologies, {
    ...where,
    ...(on !== undefined && { on }),
    attach: false,
  });
  const { instance } = cluster;
  if (instance.runtime === 'attached') return await compareWithOthers({ before, live, cluster });
  const runtime = runtimeOf(instance);
  const wanted =
    before.kind === 'topology' && before.revision === undefined
      ? wantedTopology(before, instance, topologies, live.instance !== undefined)
      : undefined;
  const [told, asked] = await Promise.all([partOf(runtime, 'liveFiles')(instance), settingsInForce(cluster)]);
  const topics = await topicsInForce(cluster, wanted);
  const files = await filesBefore(before, instance, told.hostAccess, wanted, topologies);
  const target = targetOf(instance);
  const model = readTarget(told.files, target, 'live');
  return diffModels({
    before: withGroups(readTarget(files, target, before.text), topics.before, instance.topology.name),
    after: {
      ...withGroups(withSettingsInForce(model, asked.settings), topics.after, instance.topology.name),
      untold: untoldByLive[target],
    },
    labels: [before.text, live.text],
    isLive: true,
    notes: [...told.notes, ...asked.notes, ...topics.notes],
  });
}

/** @throws UsageError for committed files, which are of a cluster without options, and one that has some. */
export function assertAsCommitted(
  { text, topology }: SideName,
  { id, portOffset, isolatable = false }: Instance,
  hostAccess?: HostAccess,
): void {
  const options = [
    ...(portOffset === 0 ? [] : [`--port-offset ${portOffset}`]),
    ...(isolatable ? ['--isolatable'] : []),
    ...(hostAccess === 'port-forward' ? ['--context'] : []),
  ];
  const [option] = options;
  if (option === undefined) return;
  throw new UsageError(
    `${id} runs with ${option}, and "${text}" has committed files, which are without; compare it with ${topology}`,
  );
}

/** Rendered as the cluster was: for its ports, and for how the host reaches it. */
async function filesBefore(
  side: SideName,
  instance: Instance,
  hostAccess: HostAccess | undefined,
  wanted: ResolvedTopology | undefined,
  topologies: TopologyRegistry,
): Promise<readonly RenderedFile[]> {
  if (wanted === undefined) {
    if (side.kind === 'topology') assertAsCommitted(side, instance, hostAccess);
    return await (await openSide(side, topologies)).files(instance.topology.name);
  }
  const { runtime, portOffset, place, clusterId, isolatable = false } = instance;
  return await renderTarget(wanted, targetOf(instance), {
    portOffset,
    ...(place && runtimeNamed(runtime).places?.renderOptions(place)),
    // As the cluster itself says, whatever a place that was only found is taken for.
    ...(hostAccess !== undefined && { hostAccess }),
    ...(clusterId !== undefined && { clusterId }),
    ...(isolatable && { isolatable }),
  });
}

/**
 * A topology's name means what it is now, also where it is compared with what was brought up as another. The id of an
 * instance means what that was brought up as, with the options of `up`; so does the name of a topology of somebody's own
 * app, which is in no registry.
 * @param isNamedApart whether the other side says which instance it is
 */
function wantedTopology(
  { topology: name = '' }: SideName,
  { topology: broughtUp, id }: Instance,
  topologies: TopologyRegistry,
  isNamedApart: boolean,
): ResolvedTopology {
  const isOther = isNamedApart && name !== id && name !== broughtUp.name;
  return isOther || topologies.names.includes(name) ? topologies.create(name).resolve() : broughtUp;
}

function withGroups(model: TopologyModel, groups: readonly FactGroup[], name: string): TopologyModel {
  return { ...model, groups: [...model.groups, ...groups], name };
}
