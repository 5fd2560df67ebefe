/** Asks brokers in turn, for questions that any broker answers for the whole cluster. */
import { addressesOf, type BrokerAccess, type ClusterAccess } from '../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../errors.ts';

/** A broker that has not answered for so long may be paused: the next one is asked beside it, in milliseconds. */
const hedgeMs = 700;

/**
 * The first answer: each broker is asked once the one before it has failed, or is slow.
 * @param what what no broker does when all fail, as it reads after "no broker of …": "describes its quorum".
 * @throws RuntimeError `client` when none answers, with the last failure, which is its cause too.
 */
export async function firstAnswer<T>(
  access: ClusterAccess,
  what: string,
  ask: (broker: BrokerAccess) => Promise<T>,
): Promise<T> {
  let lastError: unknown;
  const asked: Promise<T>[] = [];
  for (const broker of access.brokers) {
    const answer = ask(broker);
    answer.catch((error: unknown) => {
      lastError = error;
    });
    asked.push(answer);
    const found = await Promise.race([settled(Promise.any(asked)), settled(answer), late()]);
    if (found !== undefined) return found.value;
  }
  try {
    return await Promise.any(asked);
  } catch {
    const names = addressesOf(access).join(', ');
    throw new RuntimeError('client', `no broker of ${names} ${what}: ${messageOf(lastError)}`, {
      cause: lastError,
    });
  }
}

/** The answer in a box, since one may be undefined; undefined where it failed. */
function settled<T>(answer: Promise<T>): Promise<{ readonly value: T } | undefined> {
  return answer.then(
    (value) => ({ value }),
    () => undefined,
  );
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, hedgeMs, undefined).unref());
}
