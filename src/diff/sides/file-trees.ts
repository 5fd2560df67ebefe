/** Reads generated files from a folder: of one topology, of many, or a single file of one. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { mainFiles, quorumFile } from '../readers/read-files.ts';
import { hasErrorCode, UsageError } from '../../errors.ts';
import { generatedMark, type RenderedFile } from '../../render/rendered-file.ts';

/** Files by topology. */
export interface FileTree {
  /** Undefined where the folder is that of one topology. */
  readonly names: readonly string[] | undefined;
  /** Empty for a topology that it does not have. */
  files(name: string): Promise<readonly RenderedFile[]>;
}

/** @throws UsageError where nothing is there, or nothing that klab writes. */
export async function readTree(path: string): Promise<FileTree> {
  try {
    return await treeAt(resolve(path), path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR'))
      throw new UsageError(`${path} is not there; name a folder or file with generated files`);
    if (hasErrorCode(error, 'EACCES', 'EPERM'))
      throw new UsageError(`${path} may not be read by this user; name a folder or file that may`);
    throw error;
  }
}

async function treeAt(at: string, path: string): Promise<FileTree> {
  const found = await stat(at);
  if (found.isFile()) {
    const files = await oneFile(at, path);
    return { names: undefined, files: async () => files };
  }
  if (!found.isDirectory())
    throw new UsageError(`${path} is neither a folder nor a file; name one of the two`);
  if (await isOfTopology(at)) return { names: undefined, files: async () => await filesBelow(at) };
  const entries = await readdir(at, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const areTopologies = await Promise.all(folders.map(async (name) => await isOfTopology(join(at, name))));
  const names = folders.filter((_, index) => areTopologies[index]).toSorted();
  if (names.length === 0) {
    throw new UsageError(
      `${path} holds no generated files; name a folder with ${Object.values(mainFiles).join(' or ')}`,
    );
  }
  return { names, files: async (name) => (names.includes(name) ? await filesBelow(join(at, name)) : []) };
}

/** A plan alone says nothing without the settings beside it. */
async function oneFile(at: string, path: string): Promise<readonly RenderedFile[]> {
  if (basename(at) === basename(mainFiles.local)) return await localFiles(dirname(at));
  const content = await readFile(at, 'utf8');
  if (/^kind: Cluster$/m.test(content)) {
    throw new UsageError(`${path} is read with the manifests beside it; name its folder`);
  }
  if (/^services:/m.test(content)) {
    const quorum = await quorumBeside(at, content);
    return [{ path: mainFiles.compose, content }, ...quorum];
  }
  if (/^apiVersion:/m.test(content)) return [{ path: mainFiles.kubernetes, content }];
  throw new UsageError(`${path} is neither a compose file nor manifests; name a file that klab synth wrote`);
}

/** Where a dynamic quorum is, in a file beside a compose file of klab's; those of others may have anything there. */
async function quorumBeside(at: string, content: string): Promise<readonly RenderedFile[]> {
  const path = join(dirname(at), quorumFile);
  if (!content.includes(generatedMark) || !(await isThere(path))) return [];
  return [{ path: quorumFile, content: await readFile(path, 'utf8') }];
}

/** True for a folder with the first file of any target, and for the folder of local files itself. */
async function isOfTopology(dir: string): Promise<boolean> {
  const files = [...Object.values(mainFiles), basename(mainFiles.local)];
  return (await Promise.all(files.map(async (file) => await isThere(join(dir, file))))).includes(true);
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    // A folder that may not be entered has nothing to show.
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
    throw error;
  }
}

async function filesBelow(dir: string): Promise<readonly RenderedFile[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  if (entries.some((entry) => entry.name === 'plan.yaml' && entry.parentPath === dir))
    return await localFiles(dir);
  return await readAll(
    dir,
    entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** The folder `local/` itself. */
async function localFiles(dir: string): Promise<readonly RenderedFile[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await readAll(dir, paths)).map(({ path, content }) => ({ path: `local/${path}`, content }));
}

async function readAll(dir: string, paths: readonly string[]): Promise<readonly RenderedFile[]> {
  return await Promise.all(
    paths.toSorted().map(async (path) => ({
      path: relative(dir, path).split(sep).join('/'),
      content: await readFile(path, 'utf8'),
    })),
  );
}
