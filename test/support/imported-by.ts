/** Which files of a built package are used: what its entries import, directly or through others. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The entries and all that they import of the package's own. @param entries paths within the folder */
export async function importedBy(folder: string, entries: readonly string[]): Promise<string[]> {
  const found = new Set(entries);
  for (const path of found) {
    const code = await readFile(join(folder, path), 'utf8');
    const imports = code.matchAll(/(?:from|import) ?\(?"(\.[^"]+\.js)"/g);
    for (const [, relative = ''] of imports) found.add(join(dirname(path), relative));
  }
  return [...found];
}
