/** Removes what a check made that nobody else removes, such as in a side service, however the check ends. */

/** Does the work, then tidies up. @throws what the work throws, whatever becomes of the tidying then; else what that throws. */
export async function tidyAfter<T>(work: () => Promise<T>, tidy: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // What went wrong first is what a person must know.
    await tidy().catch(() => undefined);
    throw error;
  }
  await tidy();
  return result;
}
