/** What a place says of an instance, and what that means for `up`: the place is believed, what is stored only adds to it. */
import { LabError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import type { Instance } from './instance.ts';

/** An instance that may not be there yet: what it is called and where it is looked for. */
export type PlacedInstance = Pick<Instance, 'id' | 'place'> & {
  readonly topology: Pick<ResolvedTopology, 'name'>;
};

/** What a place has of an instance, whatever is stored of it: the truth that `up` decides from. */
export interface PlacePresence {
  /** Where it is, in words, such as `namespace klab-multi-broker of context kind-shared`. */
  readonly where: string;
  /** As it was deployed; absent where nothing that is left tells it. */
  readonly deployed?: Pick<Instance, 'topology' | 'clusterId' | 'portOffset' | 'place'> & {
    /** Id of the instance by its mark. */
    readonly instance: string;
  };
  /** Ids of the nodes that are there, in whatever state. */
  readonly nodes: readonly string[];
  /** Ids of the nodes of which data is there. */
  readonly data: readonly string[];
  /** What of it klab's own `up` did not make, such as `StatefulSet broker-1`; empty where it made all. */
  readonly foreign: readonly string[];
}

/** How many things a message names. */
const namedAtMost = 3;

/**
 * The instance that is there, as the place tells it.
 * @param fresh what it is called, where nothing is stored of it
 * @returns undefined where nothing is there, whatever is stored
 * @throws LabError `node-state` when klab's `up` did not make it, or nobody can tell what it is
 */
export function instanceThere(
  fresh: Instance,
  stored: Instance | undefined,
  presence: PlacePresence | undefined,
): Instance | undefined {
  if (presence === undefined) return undefined;
  const { id } = fresh;
  const { where, deployed, foreign } = presence;
  // What is stored of an older lab is not signed; its home is believed.
  const isBelieved = stored !== undefined && stored.signed !== true;
  if (foreign.length > 0 && !isBelieved) throw notOwn(id, presence);
  if (deployed === undefined) {
    if (stored === undefined) throw untold(id, presence);
    assertNodesKnown(stored, presence);
    return stored;
  }
  if (deployed.instance !== id) {
    throw new LabError('node-state', `${where} holds ${deployed.instance}, not ${id}; use --port-offset N`);
  }
  const { topology, clusterId = stored?.clusterId, place } = deployed;
  const there: Instance = {
    ...(stored ?? fresh),
    topology,
    ...(clusterId !== undefined && { clusterId }),
    ...(place !== undefined && { place }),
  };
  assertNodesKnown(there, presence);
  return there;
}

function notOwn(id: string, { where, foreign, nodes, data }: PlacePresence): LabError {
  const what = nodes.length + data.length === 0 ? 'something of' : '';
  return new LabError(
    'node-state',
    `${[what, id].filter(Boolean).join(' ')} is there in ${where}, and klab's up did not make ${listed(foreign)}; use it as it is (klab status ${id}), remove it first (klab down ${id} --yes), or use --port-offset N`,
  );
}

function untold(id: string, presence: PlacePresence): LabError {
  return new LabError(
    'node-state',
    `${thingsOf(presence)} of ${id} ${areIn(presence)}, and nothing there tells any more what they were brought up as; put that back (kubectl apply of the file they came from), remove them, or use --port-offset N`,
  );
}

/** Nodes or data beside those that are known would be torn from what they belong to. */
function assertNodesKnown({ id, topology }: Instance, presence: PlacePresence): void {
  const known = new Set(topology.nodes.map((node) => node.id));
  const strange = {
    nodes: presence.nodes.filter((node) => !known.has(node)),
    data: presence.data.filter((node) => !known.has(node)),
  };
  if (strange.nodes.length + strange.data.length === 0) return;
  throw new LabError(
    'node-state',
    `${thingsOf(strange)} ${areIn(presence)}, and ${id} as it was brought up has none such; take it down first (klab down ${id}), or use --port-offset N`,
  );
}

function areIn({ where }: PlacePresence): string {
  return `are in ${where}`;
}

function thingsOf({ nodes, data }: Pick<PlacePresence, 'nodes' | 'data'>): string {
  return [
    ...(nodes.length === 0 ? [] : [`nodes ${listed(nodes)}`]),
    ...(data.length === 0 ? [] : [`volumes with data of ${listed(data)}`]),
  ].join(' and ');
}

function listed(names: readonly string[]): string {
  const rest = names.length - namedAtMost;
  const named = names.slice(0, namedAtMost).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
