/** What the logs of nodes that are not ready say: looked at while something waits for them, and told with what failed. */
import { LabError, RuntimeError } from '../../errors.ts';
import { causeIn, isRefusedForGood, type LogCause } from '../../kafka/log-cause.ts';

/** Lines of a log that are shown where none of them is an error. */
const shownLines = 15;

/** A node that ended by itself. @param what it did, such as "broker-1 ended while starting". @param log of that run. */
export function nodeDied(what: string, log: readonly string[]): RuntimeError {
  const cause = causeIn(log);
  return cause === undefined
    ? new RuntimeError('node-died', `${what}; its last log lines:`, { details: log.slice(-shownLines) })
    : new RuntimeError('node-died', `${what}: ${cause.summary}`, { details: cause.lines });
}

/** Most clusters are ready before that, in milliseconds, and nodes that start need the processor. */
const firstLookMs = 8_000;
/** Pause between two looks, in milliseconds. */
const intervalMs = 5_000;
/** A refusal that stands for so long while nothing got ready is final, in milliseconds. */
const finalAfterMs = 4_000;

/** What a wait asks of the logs. */
export interface LogWatch {
  /**
   * Looks, where it is time to.
   * @throws RuntimeError `not-ready` with a refusal that waiting does not help against.
   */
  look(): Promise<void>;
  /** An error of a wait that was in vain, with the errors that nodes have told of. */
  explain(error: unknown): Promise<unknown>;
}

/** Whose logs are watched. */
export interface LogWatchOptions {
  /** Nodes that were just started: what others told long ago is no reason of theirs. */
  readonly ids: readonly string[];
  /** The log of a node's last run. */
  readonly read: (nodeId: string) => Promise<readonly string[]>;
  /** Told each error once, with its node. */
  readonly onNews: (text: string) => void;
}

/** Watches the logs of nodes that start. */
export function watchLogs({ ids, read: readLog, onNews }: LogWatchOptions): LogWatch {
  const seen = new Map<string, { readonly summary: string; readonly atMs: number }>();
  let nextMs = performance.now() + firstLookMs;
  const read = async (): Promise<ReadonlyMap<string, LogCause>> => {
    const found = await Promise.all(
      ids.map(async (id) => {
        // Why a log cannot be read is nothing that a wait for brokers should end with.
        const log = await readLog(id).catch(() => []);
        return [id, causeIn(log)] as const;
      }),
    );
    return new Map(found.flatMap(([id, cause]) => (cause === undefined ? [] : [[id, cause] as const])));
  };
  return {
    async look() {
      if (performance.now() < nextMs) return;
      for (const [id, cause] of await read()) {
        const before = seen.get(id);
        if (before?.summary !== cause.summary) {
          onNews(`${id} logs: ${cause.summary}`);
          seen.set(id, { summary: cause.summary, atMs: performance.now() });
        } else if (isRefusedForGood(cause) && performance.now() - before.atMs >= finalAfterMs) {
          throw new RuntimeError('not-ready', `${id} is refused and will be: ${cause.summary}`, {
            details: cause.lines,
          });
        }
      }
      nextMs = performance.now() + intervalMs;
    },
    async explain(error) {
      if (!(error instanceof LabError) || error.code !== 'not-ready' || error.details.length > 0)
        return error;
      const [first, ...others] = await read();
      if (first === undefined) return error;
      const details = [first, ...others].map(([id, { summary }]) => `${id}: ${summary}`);
      return new RuntimeError(
        'not-ready',
        `${error.message}; the first error of ${first[0]}: ${first[1].summary}`,
        {
          cause: error,
          details: others.length === 0 ? first[1].lines : details,
        },
      );
    },
  };
}
