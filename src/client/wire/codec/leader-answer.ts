/** What a leader answers of the one partition that it was asked about: the result, or an error of Kafka's. */
import { errorKind } from './error-kinds.ts';
import type { FieldReader } from './field-reader.ts';

/** A leader that answered, but not with success. */
export class LeaderRefusal extends Error {
  /** Kafka's name for the error in lower case with dashes, such as `not-leader-or-follower`. */
  readonly kind: string;
  readonly errorCode: number;
  /** True when the leader may have done what it was asked for all the same. */
  readonly mayBeDone: boolean;

  constructor(errorCode: number) {
    const kind = errorKind(errorCode);
    super(`the leader answered ${kind}`);
    this.name = 'LeaderRefusal';
    this.kind = kind;
    this.errorCode = errorCode;
    this.mayBeDone = !changesNothing.has(errorCode);
  }
}

/**
 * Errors of a leader that has not touched its log: unknown topic, no leader, not the leader, too few replicas in sync
 * before the append, and an idempotent producer that it does not accept.
 */
const changesNothing: ReadonlySet<number> = new Set([3, 5, 6, 19, 45, 59]);

/** Stands for an answer that leaves the partition out. */
const noAnswer = -1;

/**
 * Reads an answer that lists topics and their partitions, of which only one was asked about.
 * @param read reads one partition's fields behind its number; the error code is one of them.
 * @throws LeaderRefusal for any error.
 */
export function readLeaderAnswer<T extends { readonly errorCode: number }>(
  reader: FieldReader,
  read: () => T,
): T {
  const [answer] = reader
    .array(() => {
      reader.string(); // topic
      return reader.array(() => {
        reader.int32(); // partition
        return read();
      });
    })
    .flat();
  if (answer === undefined || answer.errorCode !== 0) throw new LeaderRefusal(answer?.errorCode ?? noAnswer);
  return answer;
}
