/** What a runtime is: a name, and the parts it has. Whoever asks for one that is not there hears so in one place. */
import { LabError } from '../errors.ts';
import type {
  Certificates,
  Change,
  Logs,
  NodeIsolation,
  Observable,
  Racks,
  ReadLiveFiles,
  Signals,
} from './capabilities.ts';
import type { Forwards } from './forwards.ts';
import type { RuntimeName } from './instance.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Places } from './places.ts';

/** What can look at clusters, and, by the parts it has, run and break them. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly observe: Observable;
  /** @default clusters are only found, never made */
  readonly lifecycle?: Lifecycle;
  readonly signals?: Signals;
  readonly isolation?: NodeIsolation;
  /** @default a rack has no machines of its own */
  readonly racks?: Racks;
  readonly logs?: Logs;
  readonly certificates?: Certificates;
  /** @default nobody can tell what nodes were started with */
  readonly liveFiles?: ReadLiveFiles;
  /** @default no instance that runs can be changed */
  readonly change?: Change;
  /** @default the host's addresses lead to the brokers by themselves */
  readonly forwards?: Forwards;
  /** @default there is only this machine */
  readonly places?: Places;
}

/** What each part that may be missing is for, as it reads after "cannot". */
const purposes = {
  lifecycle: 'bring a cluster up or take it down',
  signals: 'kill, stop, start, pause or resume a node',
  isolation: 'cut a node off',
  logs: 'show what a node logs',
  certificates: 'give a node another certificate',
  liveFiles: 'tell what runs; compare files',
} as const;

/** A part that somebody may ask for in vain. */
export type Part = keyof typeof purposes;

/** Why a runtime cannot do what a part is for; undefined where it has the part. */
export function obstacleToPart(runtime: Pick<Runtime, 'name' | Part>, part: Part): string | undefined {
  return runtime[part] === undefined ? `the ${runtime.name} runtime cannot ${purposes[part]}` : undefined;
}

/** The part of a runtime. @throws LabError `not-supported` where it has none */
export function partOf<P extends Part>(
  runtime: Pick<Runtime, 'name' | Part>,
  part: P,
): NonNullable<Runtime[P]> {
  const found = runtime[part];
  if (found !== undefined) return found;
  throw new LabError('not-supported', obstacleToPart(runtime, part) ?? part);
}
