/** How a script of the lab's own is started as a process that outlives klab: from source through tsx, else as it is. */
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageRoot } from '../../package-root.ts';

/** Arguments with which node runs a script of `scripts/`. @param name without extension, such as `make-class-archive` */
export function ownScript(name: string): readonly string[] {
  const extension = extname(fileURLToPath(import.meta.url));
  // What is built is bundled: where this file was says nothing any more.
  const folder = extension === '.ts' ? 'scripts' : join('lib', 'scripts');
  return [...loader(extension), join(packageRoot(), folder, `${name}${extension}`)];
}

/** What lets node run a script of this extension. */
function loader(extension: string): readonly string[] {
  if (extension !== '.ts') return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}
