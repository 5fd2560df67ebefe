/** Asks brokers in turn, for questions that any broker answers for the whole cluster. */
import { messageOf, RuntimeError } from '../errors.ts';

/**
 * The answer of the first broker that gives one.
 * @param bootstrap brokers to ask, `host:port`.
 * @param what what no broker does when all fail, as it reads after "no broker of …": "describes its quorum".
 * @throws RuntimeError `client` when none answers, with the last failure, which is its cause too.
 */
export async function firstAnswer<T>(
  bootstrap: readonly string[],
  what: string,
  ask: (address: string) => Promise<T>,
): Promise<T> {
  let lastError: unknown;
  for (const address of bootstrap) {
    try {
      return await ask(address);
    } catch (error) {
      lastError = error;
    }
  }
  const asked = bootstrap.join(', ');
  throw new RuntimeError('client', `no broker of ${asked} ${what}: ${messageOf(lastError)}`, {
    cause: lastError,
  });
}
