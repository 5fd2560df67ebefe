/** What a runtime is: a name, and the parts it has. Whoever asks for one that is not there hears so in one place. */
import { LabError } from '../errors.ts';
import type {
  Certificates,
  Change,
  Logs,
  NodeDisk,
  NodeIsolation,
  Observable,
  Racks,
  ReadLiveFiles,
  Redefinition,
  SignalLimits,
  Signals,
  Traces,
} from './capabilities.ts';
import type { Forwards } from './forwards.ts';
import type { Instance, RuntimeName } from './instance.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Places } from './places.ts';

/** What can look at clusters, and, by the parts it has, run and break them. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly observe: Observable;
  /** @default clusters are only found, never made */
  readonly lifecycle?: Lifecycle;
  readonly signals?: Signals;
  /** @default every node can be paused, and stays down until klab starts it */
  readonly signalLimits?: SignalLimits;
  readonly isolation?: NodeIsolation;
  /** @default a rack has no machines of its own */
  readonly racks?: Racks;
  readonly disk?: NodeDisk;
  readonly logs?: Logs;
  readonly certificates?: Certificates;
  /** @default nobody can tell what nodes were started with */
  readonly liveFiles?: ReadLiveFiles;
  /** @default no instance that runs can be changed */
  readonly change?: Change;
  /** @default its nodes keep the definition that they were made with */
  readonly redefinition?: Redefinition;
  /** @default the host's addresses lead to the brokers by themselves */
  readonly forwards?: Forwards;
  /** @default there is only this machine */
  readonly places?: Places;
  /** @default what klab leaves in a cluster goes with the cluster */
  readonly traces?: Traces;
  /** Why nothing can be done to one node, whatever can be to the others; undefined where it can. @default there is none such */
  obstacleToNode?(instance: Instance, nodeId: string): string | undefined;
  /** Why it does not have parts that it might, as a sentence. @default that kind of runtime never has them */
  readonly lacks?: Partial<Readonly<Record<Part, string>>>;
  /** What must be known of parts that it has. @default they do what their names say */
  readonly caveats?: Partial<Readonly<Record<Part, string>>>;
}

/** What each part that may be missing is for, as it reads after "cannot". */
const purposes = {
  lifecycle: 'bring a cluster up or take it down',
  signals: 'kill, stop, start, pause or resume a node',
  isolation: 'cut a node off',
  disk: 'take anything from the disk of a node',
  logs: 'show what a node logs',
  certificates: 'give a node another certificate',
  liveFiles: 'tell what runs; compare files',
} as const;

/** A part that somebody may ask for in vain. */
export type Part = keyof typeof purposes;

/** What a runtime can be asked for, and why not where it cannot. */
export interface Capability {
  /** As it reads after "can". */
  readonly purpose: string;
  readonly obstacle?: string;
  /** What must be known of it where it works. @default nothing */
  readonly caveat?: string;
}

/** Everything that a runtime might do to an instance, in an order of use. */
export async function capabilitiesOf(
  runtime: Pick<Runtime, 'name' | 'lacks' | 'caveats' | Part>,
  instance: Instance,
): Promise<readonly Capability[]> {
  const bound = await runtime.isolation?.obstacleToIsolation(instance, 'all');
  const parts = (Object.keys(purposes) as Part[]).map((part): Capability => {
    const obstacle = obstacleToPart(runtime, part) ?? (part === 'isolation' ? bound : undefined);
    const caveat = obstacle === undefined ? runtime.caveats?.[part] : undefined;
    return {
      purpose: purposes[part],
      ...(obstacle !== undefined && { obstacle }),
      ...(caveat !== undefined && { caveat }),
    };
  });
  return [{ purpose: 'look at it as Kafka sees it, and prove what it promises' }, ...parts];
}

/** Why a runtime cannot do what a part is for; undefined where it has the part. */
export function obstacleToPart(
  runtime: Pick<Runtime, 'name' | 'lacks' | Part>,
  part: Part,
): string | undefined {
  if (runtime[part] !== undefined) return undefined;
  return runtime.lacks?.[part] ?? `the ${runtime.name} runtime cannot ${purposes[part]}`;
}

/** The part of a runtime. @throws LabError `not-supported` where it has none */
export function partOf<P extends Part>(
  runtime: Pick<Runtime, 'name' | 'lacks' | Part>,
  part: P,
): NonNullable<Runtime[P]> {
  const found = runtime[part];
  if (found !== undefined) return found;
  throw new LabError('not-supported', obstacleToPart(runtime, part) ?? part);
}
