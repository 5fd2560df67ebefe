/** Steady traffic to and from every partition of a drill's topic: probers of its own each, so that none waits for another. */
import type { Acks } from '../../client/wire/produce.ts';
import type { Observer } from '../watch/observer.ts';
import { Prober } from './prober.ts';
import { ReadProber } from './read-prober.ts';
import type { Recorder } from '../record/recorder.ts';

/** What kind of traffic a drill has; all optional on the command line. */
export interface TrafficOptions {
  /** Records per second and partition. @default 100 */
  readonly recordsPerSecond?: number;
  /** @default 'all' */
  readonly acks?: Acks;
  /** Whether brokers recognise a record that is written again; needs acks 'all'. @default false */
  readonly idempotent?: boolean;
  /** Size of a record's value at least, in bytes; numbers are padded to it. @default 0: just the number */
  readonly recordBytes?: number;
  /** Pause before a failed record is tried again, in milliseconds: the edges of windows are as fine as that. @default 10 */
  readonly retryMs?: number;
  /**
   * How long a leader may wait for its followers before it answers that they were too slow, in milliseconds.
   * Without idempotence every such answer leaves one more copy of the record. @default 2000
   */
  readonly requestTimeoutMs?: number;
}

/** Traffic that runs. */
export interface Traffic {
  /** Ends it; records under way have `graceMs` to be acknowledged. */
  stop(graceMs: number): Promise<void>;
}

/** What traffic needs besides its options. */
export interface TrafficTarget {
  readonly topic: string;
  readonly partitions: number;
  readonly observer: Observer;
  readonly recorder: Recorder;
}

/** Options with every default in place. */
export function trafficDefaults(
  options: TrafficOptions,
): Required<TrafficOptions> & { readonly intervalMs: number } {
  const {
    recordsPerSecond = 100,
    acks = 'all',
    idempotent = false,
    recordBytes = 0,
    retryMs = 10,
    requestTimeoutMs = 2_000,
  } = options;
  return {
    recordsPerSecond,
    acks,
    idempotent,
    recordBytes,
    retryMs,
    requestTimeoutMs,
    intervalMs: 1_000 / recordsPerSecond,
  };
}

/** Starts a prober that writes and one that reads for every partition. */
export function startTraffic({ partitions, ...target }: TrafficTarget, options: TrafficOptions): Traffic {
  const resolved = trafficDefaults(options);
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  const writers = numbers.map((partition) => new Prober({ ...target, ...resolved, partition }));
  const readers = numbers.map((partition) => new ReadProber({ ...target, ...resolved, partition }));
  for (const prober of [...writers, ...readers]) prober.start();
  return {
    stop: async (graceMs) => {
      // All of them, before the failure of one is told: a prober left behind would go on.
      const stopped = [
        ...(await Promise.allSettled(writers.map((prober) => prober.stop(graceMs)))),
        ...(await Promise.allSettled(readers.map((prober) => prober.stop(graceMs)))),
      ];
      const failed = stopped.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}
