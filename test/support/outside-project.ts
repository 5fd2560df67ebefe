/** An npm project outside the checkout that has the lab from its tarball, as the project of a user has it. */
import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** The project; removed when its scope ends. */
export interface OutsideProject extends AsyncDisposable {
  readonly dir: string;
  /** Where npm put the lab. */
  readonly labDir: string;
  /** The copy of the checkout from which it was packed. */
  readonly checkoutDir: string;
  /** Mode of a file in the tarball, as `tar` shows it. */
  tarballMode(path: string): Promise<string>;
  /** Puts another clone, built afresh, where the copy of the checkout stands. */
  cloneAgain(): Promise<void>;
  /** Runs npx in the copy of the checkout, with a cache of npm that nobody else has. @throws Error as `run` does. */
  npxInClone(...args: readonly string[]): Promise<string>;
  write(path: string, content: string): Promise<void>;
  /** Runs a command in the project's folder and returns its standard output. @throws Error with all output when it fails. */
  run(command: string, ...args: readonly string[]): Promise<string>;
  /** The same in a folder of it. */
  runIn(folder: string, command: string, ...args: readonly string[]): Promise<string>;
}

/** Versions of what a test of the outside project needs beside the lab, as the lab itself has them. */
async function tools(...names: readonly string[]): Promise<string[]> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  return names.map((name) => `${name}@${versions[name]}`);
}

/**
 * Packs the lab, from a copy so that nobody's `lib/` changes meanwhile, and installs it in an empty project.
 * @param more packages that the project needs, of those that the lab has.
 */
export async function outsideProject(...more: readonly string[]): Promise<OutsideProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'klab outside-')));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    const dir = join(root, 'project');
    await mkdir(dir);
    const checkoutDir = join(root, 'checkout');
    const tarball = await pack(checkoutDir, root);
    await writeFile(join(dir, 'package.json'), '{ "name": "outside", "private": true, "type": "module" }\n');
    const others = await tools('kafkajs', 'vitest', 'typescript', '@types/node', ...more);
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--no-package-lock'];
    await run(dir, 'npm', 'install', ...flags, tarball, ...others);
    return {
      dir,
      checkoutDir,
      labDir: join(dir, 'node_modules', 'kafka-topology-lab'),
      async tarballMode(path) {
        const listed = await run(root, 'tar', '--list', '--verbose', '--file', tarball, `package/${path}`);
        return listed.split(' ')[0] ?? '';
      },
      async cloneAgain() {
        await rm(checkoutDir, { recursive: true });
        await clone(checkoutDir);
        await run(checkoutDir, 'npm', 'run', 'build');
      },
      npxInClone: (...args) =>
        run(checkoutDir, 'npx', '--offline', '--cache', join(root, 'npm-cache'), ...args),
      async write(path, content) {
        await mkdir(dirname(join(dir, path)), { recursive: true });
        await writeFile(join(dir, path), content);
      },
      run: (command, ...args) => run(dir, command, ...args),
      runIn: (folder, command, ...args) => run(join(dir, folder), command, ...args),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A file of a module that is no more: a build that starts from what an older one left would pack it. */
const leftOver = 'lib/src/left-over.js';

/** A clone as npm leaves it that has installed there, but for what it builds. */
async function clone(copy: string): Promise<void> {
  const left = ['node_modules', 'lib', '.git'].map((name) => join(packageRoot(), name));
  await cp(packageRoot(), copy, { recursive: true, filter: (source) => !left.includes(source) });
  await symlink(join(packageRoot(), 'node_modules'), join(copy, 'node_modules'));
}

async function pack(copy: string, into: string): Promise<string> {
  await clone(copy);
  await mkdir(dirname(join(copy, leftOver)), { recursive: true });
  await writeFile(join(copy, leftOver), 'export {};\n');
  await run(copy, 'npm', 'pack', '--pack-destination', into);
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');
  return join(into, tarball);
}

function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env: userEnv() }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stdout}`, { cause: stderr }));
    });
  });
}

/** A user's environment, which has nothing of what npm and vitest add for those they start; clusters run locally. */
function userEnv(): NodeJS.ProcessEnv {
  const added = /^(VITEST|TEST$|NODE_ENV$|INIT_CWD$|npm_(package|lifecycle)_|npm_config_local_prefix$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.endsWith('node_modules/.bin'));
  return { ...env, PATH: path.join(delimiter), KLAB_ON: 'local', NO_COLOR: '1' };
}

/** Every file below a folder with its size and time of change, by path. */
export async function filesBelow(dir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => {
      const { size, mtimeMs } = await stat(path);
      return [relative(dir, path), `${size} bytes of ${mtimeMs}`];
    }),
  );
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The README's example of this name: what users copy is what runs here. */
export async function example(name: string): Promise<string> {
  const readme = await readFile(join(packageRoot(), 'README.md'), 'utf8');
  const code = readme.split(`\n// ${name}\n`)[1]?.split('\n```')[0];
  if (code === undefined) throw new Error(`README.md has no example ${name}`);
  return `${code}\n`;
}
