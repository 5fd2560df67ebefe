/** Runtimes that know more than one place. Where an instance is, is the runtime's own data; this is what others ask of it. */
import type { ResolvedTopology } from '../kafka/node.ts';
import type { RenderOptions } from '../render/rendered-file.ts';
import type { Instance, Place } from './instance.ts';
import type { PlacedInstance, PlacePresence } from './place-presence.ts';

/** What a person said of a place, by the names of the runtime's own options. */
export type PlaceWishes = Readonly<Record<string, string | undefined>>;

/** What the user asked for where an instance can be in more than one place. */
export interface PlaceRequest {
  readonly topology: ResolvedTopology;
  readonly portOffset: number;
  /** @default the runtime decides */
  readonly where?: PlaceWishes;
}

/** What only a runtime that knows more than one place can do. */
export interface Places {
  /**
   * Decides where a new instance will be, before anything is rendered, made or started.
   * @throws LabError when the place cannot be used.
   */
  choose(request: PlaceRequest): Promise<Place>;
  /** Whether an instance is where it was wished, as far as anything was. */
  fits(instance: Pick<Instance, 'place'>, where: PlaceWishes): boolean;
  /** The options that say where, as they read in a sentence. */
  readonly optionNames: string;
  /** Where it is, in words, such as `namespace klab-multi-broker of context kind-shared`. */
  wordsOf(place: Place): string;
  /** Options with which every verb finds what is there. */
  optionsToFind(place: Place): readonly string[];
  /** Options with which `up` goes there again; none where it would by itself. */
  optionsToUp(place: Place): readonly string[];
  /** How the place shows in what is rendered for it; empty where committed files are as good. */
  renderOptions(place: Place): RenderOptions;
  /** What is there of an instance, asked under its lock before `up` decides anything; undefined where nothing is. */
  present(
    instance: PlacedInstance,
    options: { readonly signal?: AbortSignal },
  ): Promise<PlacePresence | undefined>;
  /** What is there in an instance's stead or beside its own that klab's `up` did not make, such as `StatefulSet broker-1`. */
  foreignParts(instance: Instance): Promise<readonly string[]>;
}

/** Whether two instances of one name are in one place, by a runtime that may know several. */
export function isInOnePlace(
  places: Places | undefined,
  one: Instance,
  other: Pick<Instance, 'place'>,
): boolean {
  if (places === undefined || one.place === other.place) return true;
  if (one.place === undefined || other.place === undefined) return false;
  return places.wordsOf(one.place) === places.wordsOf(other.place);
}
