/** Which klab tests start: what end-to-end tests have built, as users have it, and the source where nothing is built. */
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** Names the built command (built.ts). */
export const builtVariable = 'KLAB_TEST_BUILT';

/** The words before a verb. */
export function klabCommand(): readonly [string, ...string[]] {
  const built = process.env[builtVariable];
  const script =
    built === undefined ? ['--import', 'tsx', join(packageRoot(), 'scripts', 'klab.ts')] : [built];
  return [process.execPath, ...script];
}
