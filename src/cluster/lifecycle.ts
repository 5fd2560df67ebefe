/** What a runtime adds to `up` and `down`, whose order is the same everywhere (`runtimes/up/`). */
import type { ResolvedTopology } from '../kafka/node.ts';
import type { Instance } from './instance.ts';
import type { PlaceWishes } from './places.ts';

/** How `up` tells what it is doing. */
export interface Progress {
  /** A new step begins; the one before it is done. */
  step(text: string): void;
  /** More about the current step, replacing what was said before. */
  update(text: string): void;
  /** Something to keep on the screen. */
  note(text: string): void;
}

/** What `up` is asked for. */
export interface UpRequest {
  readonly instance: Instance;
  /** Whether something of it was there before, its data at the least. @default false */
  readonly isThere?: boolean;
  /** What was said of where to put it. @default nothing */
  readonly where?: PlaceWishes;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What waits until a cluster is ready asks beside the brokers. */
export interface Waiting {
  /** The topology with the references of its services completed. @default as it is: it has none */
  readonly topology?: ResolvedTopology;
  /** How long it may take, in milliseconds. @default long enough for a hundred JVMs on a slow machine */
  readonly timeoutMs?: number;
  /** Whether something that is known says more than that brokers do not answer. @default false */
  readonly knowsBetter?: () => boolean;
  /** The same error, with more that is known of why it took too long. @default nothing is */
  readonly explain?: (error: unknown) => Promise<unknown>;
  /** @throws LabError as soon as it is known that the cluster will not get ready. */
  assertAlive(): Promise<void>;
}

/** One `up` that may go on: everything was looked at, and nothing was started yet. Disposed of at its end. */
export interface Deployment extends Partial<Disposable> {
  /** The instance as it will be. */
  readonly instance: Instance;
  /** What is stored of it before anything is made; undefined where what is stored stays for now. */
  readonly record: Instance | undefined;
  /** Gets what nodes need before they start. @returns ids of those that do not run, and will be started */
  provide(): Promise<readonly string[]>;
  /** Starts them, or changes what runs into what was asked for. */
  start(): Promise<void>;
  /**
   * Starts the side services, where {@link start} has left them because brokers would not let them in yet.
   * @default they are started
   */
  startServices?(): Promise<void>;
  /** Once they are started. @returns what the wait for the brokers asks meanwhile */
  wait(): Waiting;
  /** What follows once the cluster is ready and stored. @throws LabError where it is not as it should be. @default nothing */
  finish?(): Promise<void>;
  /** Removes what was made and stops what was started; what was found stays, with its data. */
  undo(): Promise<void>;
}

/** What is left after an instance was taken down. */
export interface LeftAfterDown {
  /** Whether data is there for a later `up`; asking to keep it does not make any. */
  readonly dataKept: boolean;
  /** What stays because it is not, or not only, the lab's: a sentence each */
  readonly stays: readonly string[];
}

/** One `down` that may go on. */
export interface Removal {
  /** Whether there is data that could be kept. @default there is */
  hasData?(): Promise<boolean>;
  /** Stops the brokers that run in order (SIGTERM), and waits until they are gone. */
  stopBrokers(): Promise<void>;
  /** Removes the nodes and leaves their data. */
  removeNodes(): Promise<void>;
  /** Removes everything that is the instance's own. @returns what stays because it is not, in words */
  removeAll(): Promise<readonly string[]>;
}

/** Ids of clusters, on a runtime where each new one can have one that no other has. */
export interface ClusterIds {
  /** Of a cluster that is made; undefined where Kafka decides. */
  fresh(instance: Instance): string | undefined;
  /** That stands in files which are rendered without one. */
  inFiles(instance: Instance): string;
}

/** Brings instances up and takes them down. */
export interface Lifecycle {
  /** @default ids are the runtime's own affair */
  readonly clusterIds?: ClusterIds;
  /**
   * Looks at everything that could keep the instance from coming up.
   * @throws LabError when something does; nothing is made then.
   */
  prepareUp(request: UpRequest): Promise<Deployment>;
  /** Looks at what there is to take down, from any state. @throws LabError when nobody can tell what is the instance's. */
  prepareDown(instance: Instance): Promise<Removal>;
}
