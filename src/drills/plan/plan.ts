/** A drill as a small declaration: what is broken, what is waited for, what is expected. */
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import type { RuntimeName } from '../../cluster/instance.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillSettings } from './settings.ts';
import type { FaultKind } from '../faults/index.ts';
import type { Expectation } from './expectation.ts';

/** Which nodes a fault hits, found when its step begins. */
export type DrillTarget =
  /**
   * The leader of one of the topic's partitions: the first whose leader is not the active controller, so that two
   * failovers are not measured as one.
   */
  | 'leader'
  /**
   * A broker that has a copy of the first partition and does not lead it: one in sync, and not the active controller, if
   * possible.
   */
  | 'follower'
  /** Every broker that is in sync with the first partition's leader. */
  | 'followers'
  /** The active controller; with ZooKeeper the broker that is it. */
  | 'controller'
  /** The broker that coordinates the drill's consumer group, and those of its client programs. */
  | 'coordinator'
  /** As many brokers with a copy of the first partition as leave fewer than min.insync.replicas; its leader goes last. */
  | 'beyond-min-isr'
  /** As many controllers as leave no majority, the active one first. */
  | 'controller-majority'
  /** As many ZooKeeper servers as leave the rest a majority. */
  | 'zookeeper-minority'
  /** As many ZooKeeper servers as leave no majority. */
  | 'zookeeper-majority'
  /** Every node of the rack that the first partition's leader is in. */
  | 'rack'
  | 'everything'
  /** The nodes that the last fault hit. */
  | 'same'
  | { readonly nodeId: string };

/** A state of the cluster that a drill waits for. */
export type DrillCondition =
  /** Every partition has a leader that was not lost. */
  | 'leaders-moved'
  /** Brokers that were lost are in no partition's in-sync replicas. */
  | 'isr-shrunk'
  /** Every partition has acknowledged a record since the wait began. */
  | 'writes-back'
  /** Every broker answers and sees all copies of every partition in sync. */
  | 'full-isr'
  /** There is an active controller that was not lost. */
  | 'controller-back'
  /** Every partition is led by the first of its copies, as it was made. */
  | 'preferred-leaders';

/** One step of a drill. Traffic runs through all of them. */
export type DrillStep = PlainStep & {
  /** Taken only where certificates are signed by klab's own authority, which a person's own is not. @default always taken */
  readonly onlyWith?: 'klabs-authority';
};

type PlainStep =
  /** Does something to nodes, to all of them at once. */
  | { readonly kind: 'fault'; readonly fault: FaultKind; readonly target: DrillTarget }
  /** Waits, within limits that follow from the session timeout; in vain is a finding, not an error. */
  | { readonly kind: 'await'; readonly until: DrillCondition; readonly onlyIfSurvives?: boolean }
  /** Lets traffic go on. */
  | { readonly kind: 'traffic'; readonly durationMs: number }
  /** Undoes every fault: starts what was killed or stopped, resumes what was paused, reconnects what was cut off. */
  | { readonly kind: 'heal' }
  /** Kills one of the consumer programs of each client, and waits until the others have its share. */
  | { readonly kind: 'lose-member' }
  /** Waits until each client program writes and reads again in every partition, where the cluster itself does. */
  | { readonly kind: 'await-clients' }
  /** Asks Kafka to make the first copy of each partition its leader again, as it would by itself in five minutes. */
  | { readonly kind: 'elect-preferred' }
  /** Anything else. */
  | { readonly kind: 'run'; readonly text: string; readonly run: (context: StepContext) => Promise<void> };

/** What a step of one's own is given. */
export interface StepContext {
  readonly cluster: RunningCluster;
  readonly topic: string;
  /** Nodes that a fault has hit and that are not healed yet. */
  readonly lost: readonly LabNode[];
  /** Writes down how far the step is, in words. */
  readonly say: (text: string) => void;
  /** Says of a node that it leaves the cluster for good, before it does: it is not missed then. */
  readonly retire: (nodeId: string) => void;
  /** What replaces certificates, for plans that say so: nobody has asked beforehand whether others may. */
  readonly certificates: StepCertificates;
}

/** Replaces certificates, and looks at what brokers show. */
export interface StepCertificates {
  /** Writes down the certificate that each broker shows to whoever comes. */
  look(): Promise<void>;
  /** A new certificate for a node, to be read when it starts. @param validForMs @default longer than any lab lives */
  renew(nodeId: string, validForMs?: number): Promise<void>;
  /** Hands a node what of its files is new, to be read when it starts. */
  handOver(nodeId: string): Promise<void>;
  introduceAuthority(): Promise<void>;
  changeAuthority(): Promise<void>;
  forgetAuthority(): Promise<void>;
  /** Waits until the certificate that a node was given last has ended. */
  untilEnded(nodeId: string): Promise<void>;
  /** Starts a node that is stopped, for some time, and ends it again where it has not ended by itself. */
  startInVain(nodeId: string, forMs: number): Promise<void>;
}

/** A drill. */
export interface DrillPlan {
  /** As on the command line. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Why a topology cannot have this drill; undefined where it can. @default every topology can */
  preconditions?(this: void, topology: ResolvedTopology): string | undefined;
  /** Why runtimes cannot have it, by their name. @default all can */
  readonly notOn?: Readonly<Partial<Record<RuntimeName, string>>>;
  /** Copies that each partition of its topic must have. @default 1 */
  readonly leastCopies?: number;
  /** Consumer programs of each client, all in its group; with more than one the drill needs clients. @default 1 */
  readonly members?: number;
  /** Whether it replaces certificates: clients that were not there before then come all the time. @default false */
  readonly certificates?: true;
  /** Whether a wait in vain, or a step of its own that fails, is the last one: what comes after builds on it. @default false */
  readonly endsInVain?: true;
  /** Puts right what no fault is to blame for, however the drill ended; every fault is undone then. @default nothing is to be */
  settle?(this: void, context: Pick<StepContext, 'cluster' | 'say'>): Promise<void>;
  /** What happens, in order; a function where it depends on the topology. */
  readonly steps: readonly DrillStep[] | ((topology: ResolvedTopology) => readonly DrillStep[]);
  /** What must hold once these nodes are lost. @default what the topology and the topic's settings promise */
  expectation?(
    this: void,
    lost: readonly LabNode[],
    topology: ResolvedTopology,
    settings: DrillSettings,
  ): Expectation;
}

/** A plan's steps on one topology. */
export function stepsOf({ steps }: DrillPlan, topology: ResolvedTopology): readonly DrillStep[] {
  return typeof steps === 'function' ? steps(topology) : steps;
}
