/** The traffic that a drill is judged by: a prober that writes and one that reads for every partition. */
import type { Acks } from '../../client/wire/produce.ts';
import type { TrafficClient, TrafficContext } from './client.ts';
import { Prober } from './prober.ts';
import { ReadProber } from './read-prober.ts';

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

/** Time that records under way get at the end, in milliseconds. */
const graceMs = 5_000;

/** Steady traffic to and from every partition: probers of its own each, so that none waits for another. */
export function probers(
  context: Omit<TrafficContext, 'access' | 'times' | 'placed' | 'limits' | 'signal'>,
): TrafficClient {
  const { settings, recorder } = context;
  const numbers = Array.from({ length: settings.partitions }, (_, partition) => partition);
  const writers = numbers.map((partition) => new Prober({ ...context, ...settings, partition }));
  const readers = numbers.map((partition) => new ReadProber({ ...context, ...settings, partition }));
  const stop = async (withinMs: number): Promise<void> => {
    // All of them, before the failure of one is told: a prober left behind would go on.
    const stopped = [
      ...(await Promise.allSettled(writers.map((prober) => prober.stop(withinMs)))),
      ...(await Promise.allSettled(readers.map((prober) => prober.stop(withinMs)))),
    ];
    const failed = stopped.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  return {
    start: async () => {
      for (const prober of [...writers, ...readers]) prober.start();
      const perSecond = Math.round(1_000 / settings.intervalMs);
      recorder.record({ type: 'step', text: `start traffic: ${perSecond} records/s to each partition` });
    },
    finish: async () => {
      await stop(graceMs);
      return [];
    },
    halt: () => stop(0),
  };
}
