/** Removes what a check made that nobody else removes, such as in a side service, however the check ends. */
import { messageOf } from '../../errors.ts';
import type { CheckContext } from './check.ts';

/** What is made and must be gone afterwards. */
export interface Untidy<T> {
  /** What stays where the tidying fails, as the run's result names it: `subject orders-value`. */
  readonly what: string;
  readonly work: () => Promise<T>;
  readonly tidy: () => Promise<void>;
}

/**
 * Does the work, then tidies up. What cannot be removed, or is not by the end of the run, is told by the run too: an
 * error of the work comes first, and a check that had its time can say nothing any more.
 * @throws what the work throws, whatever becomes of the tidying then; else what that throws.
 */
export async function tidyAfter<T>(
  { leftovers }: Pick<CheckContext, 'leftovers'>,
  { what, work, tidy }: Untidy<T>,
): Promise<T> {
  leftovers.set(what, 'it was still being removed');
  const tidying = async (): Promise<void> => {
    try {
      await tidy();
      leftovers.delete(what);
    } catch (error) {
      leftovers.set(what, messageOf(error));
      throw error;
    }
  };
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // What went wrong first is what a person must know.
    await tidying().catch(() => undefined);
    throw error;
  }
  await tidying();
  return result;
}
