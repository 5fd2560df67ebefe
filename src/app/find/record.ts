/** What is stored of an instance, for whoever looks at it for long and must notice that it is another one, or gone. */
import { LabError } from '../../errors.ts';
import { readInstance } from '../../runtimes/instances.ts';

/** The record of an instance as a text to compare; undefined where nothing is stored, or nobody can read it now. */
export async function recordOf(id: string): Promise<string | undefined> {
  try {
    const instance = await readInstance(id);
    return instance && JSON.stringify(instance);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
