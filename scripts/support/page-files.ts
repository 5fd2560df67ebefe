/** The page's script and style: built beside the command in the package, made on the fly from source. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { PageFiles } from '../../src/web/page-files.ts';

/** Reads what is built, or builds it where this is source. */
export async function pageFiles(): Promise<PageFiles> {
  return await (import.meta.url.endsWith('.ts') ? fromSource() : fromPackage());
}

async function fromPackage(): Promise<PageFiles> {
  const read = async (name: string): Promise<string> =>
    await readFile(join(packageRoot(), 'lib', 'page', name), 'utf8');
  const [script, style] = await Promise.all([read('main.js'), read('page.css')]);
  return { script, style };
}

/** As `npm run build:page` does. */
async function fromSource(): Promise<PageFiles> {
  const { build } = await import('esbuild');
  const folder = join(packageRoot(), 'src', 'web', 'page');
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.tsx'), join(folder, 'page.css')],
    bundle: true,
    minify: true,
    write: false,
    outdir: folder,
    logLevel: 'warning',
  });
  const textOf = (ending: string): string =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
