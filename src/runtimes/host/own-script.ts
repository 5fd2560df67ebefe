/** How a script of the lab's own is started as a process that outlives klab: from source through tsx, else as it is. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Arguments with which node runs a script of `scripts/`. @param name without extension, such as `make-class-archive` */
export function ownScript(name: string): readonly string[] {
  const extension = extname(fileURLToPath(import.meta.url));
  const script = fileURLToPath(new URL(`../../../scripts/${name}${extension}`, import.meta.url));
  return [...loader(extension), script];
}

/** What lets node run a script of this extension. */
function loader(extension: string): readonly string[] {
  if (extension !== '.ts') return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}
