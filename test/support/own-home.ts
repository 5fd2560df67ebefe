/** Gives every test file a lab folder of its own where files run side by side: some take down whatever they find in theirs. */
import { mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Set where files run side by side (scripts/test-e2e.ts). */
const sideBySide = process.env['KLAB_TEST_SIDE_BY_SIDE'];
/** Of the whole run, with the user's cache, and removed at its end (shared-cache.ts). */
const homeOfRun = process.env['KLAB_HOME'];

if (sideBySide !== undefined && homeOfRun !== undefined) {
  const home = mkdtempSync(join(homeOfRun, 'file-'));
  symlinkSync(join(homeOfRun, 'cache'), join(home, 'cache'));
  process.env['KLAB_HOME'] = home;
}
