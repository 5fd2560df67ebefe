/** Asking again until it works: what passes by itself must not cost anybody what he came for. */
import { notYet, waitFor, type NotYet, type WaitOptions } from '../../wait.ts';
import { mayPass } from '../wire/codec/error-kinds.ts';
import { NoLeader } from './topic-leaders.ts';
import { LeaderRefusal } from '../wire/codec/leader-answer.ts';
import { WireFailure } from '../wire/wire-failure.ts';

/**
 * Does the work again and again until it succeeds, as long as what it meets may pass: no leader, a broker that does not
 * answer, a connection that ends, followers that have not caught up.
 * @throws RuntimeError `not-ready` with the last reason after `timeoutMs`; InterruptedError; at once what will not pass.
 */
export async function patiently<T>(options: WaitOptions, work: () => Promise<T | NotYet>): Promise<T> {
  return await waitFor(options, async () => {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      return notYet(error);
    }
  });
}

function isPassing(error: unknown): boolean {
  if (error instanceof LeaderRefusal) return mayPass(error.errorCode);
  return error instanceof WireFailure || error instanceof NoLeader;
}
