/** Looks at compose files for what is wrong with them. */
import { lintFiles, type LintResult } from '../../lint/lint.ts';
import { composeFiles } from './compose-files.ts';

/**
 * Looks at compose files that belong together.
 * @param paths a file each, or a folder with one of compose's names in it
 * @throws UsageError for what cannot be read, or is no compose file
 */
export async function lintPaths(paths: readonly string[]): Promise<LintResult> {
  const { files, readBeside } = await composeFiles(paths);
  return lintFiles(files, readBeside);
}
