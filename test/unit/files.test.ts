import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileProblem } from '../../src/file-problem.ts';
import {
  assertCanWrite,
  assertCanWriteInto,
  makeFolder,
  makeNewFolder,
  makeSecretFolder,
  writeLines,
  writeNew,
  writeWhole,
} from '../../src/files.ts';
import { packageRoot } from '../../src/package-root.ts';
import { renderLocal } from '../../src/render/local/render.ts';
import { writeFiles } from '../../src/render/render.ts';
import { klab } from '../support/klab.ts';
import { resolved } from '../support/topologies.ts';

let root: string;
let dir: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'klab-files-'));
});
beforeEach(async () => {
  dir = join(root, String((count += 1)));
  await mkdir(dir);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with those above it, by several at once, and twice is fine', async () => {
    const path = join(dir, 'a', 'b', 'c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))]);
    await makeFolder(path);
    expect((await stat(join(path, 'd'))).isDirectory()).toBe(true);
  });

  it('is refused where a file is in its place, by the name of the file', async () => {
    await writeFile(join(dir, 'file'), '');
    for (const path of [join(dir, 'file'), join(dir, 'file', 'a', 'b')]) {
      await expect(makeFolder(path)).rejects.toMatchObject({
        code: 'storage',
        exitCode: 2,
        message: expect.stringMatching(
          /cannot be written: a file is where a folder must be.*; move it away, or use/,
        ),
      });
    }
    await expect(makeFolder(join(dir, 'file', 'a'))).rejects.toThrow(`(${join(dir, 'file')})`);
  });

  it.runIf(process.platform === 'linux')('is refused below /proc, at once', async () => {
    await expect(makeFolder('/proc/none/at/all')).rejects.toThrow(
      '/proc/none/at/all cannot be written: its folder is not there, or takes nothing new; use another folder',
    );
  });

  it('is made for one of two where it must be new', async () => {
    const both = await Promise.all([makeNewFolder(join(dir, 'x')), makeNewFolder(join(dir, 'x'))]);
    expect(both.toSorted()).toEqual([false, true]);
  });
});

describe('what is secret', () => {
  it('is for its owner alone, also where others could read what was there', async () => {
    const path = join(dir, 'secrets', 'key');
    await mkdir(join(dir, 'secrets'), { mode: 0o755 });
    await writeFile(path, 'old', { mode: 0o644 });
    await makeSecretFolder(join(dir, 'secrets'));
    await writeWhole(path, 'new', { secret: true });
    expect((await stat(join(dir, 'secrets'))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe('new');
  });
});

describe('a file', () => {
  it('is the old one, and nothing lies beside it, where writing the new one fails half-way', async () => {
    const path = join(dir, 'record');
    await writeWhole(path, 'old', { durable: true });
    const half = function* (): Generator<string> {
      yield 'new';
      throw new Error('killed');
    };
    await expect(writeLines(path, half())).rejects.toThrow('killed');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(dir)).toEqual(['record']);
  });

  it.runIf(process.platform === 'linux')(
    'on a full disk says so, with path and fix, and is no wrong use',
    async () => {
      await expect(writeWhole('/dev/full', 'x')).rejects.toMatchObject({
        message: '/dev/full cannot be written: the disk is full; make room, or use another folder',
        exitCode: 1,
      });
      await expect(assertCanWrite('/dev/null')).resolves.toBeUndefined();
    },
  );

  it('is not written where a folder is', async () => {
    await expect(writeWhole(dir, 'x')).rejects.toThrow(
      `${dir} cannot be written: it is a folder, and a file is`,
    );
    await expect(assertCanWrite(dir)).rejects.toThrow('it is a folder');
  });

  it('is written for one of two where it must be new', async () => {
    expect(await writeNew(join(dir, 'x'), '1')).toBe(true);
    expect(await writeNew(join(dir, 'x'), '2')).toBe(false);
    expect(await readFile(join(dir, 'x'), 'utf8')).toBe('1');
  });
});

it('trying whether something can be written leaves nothing behind', async () => {
  await assertCanWriteInto(join(dir, 'a', 'b'));
  await assertCanWrite(join(dir, 'c', 'd'));
  expect(await readdir(dir)).toEqual([]);
});

describe('what the system refuses', () => {
  const refused = (code: string, syscall: string, path?: string): NodeJS.ErrnoException =>
    Object.assign(new Error(`${code}: something, ${syscall}`), { code, syscall, ...(path && { path }) });

  it("in the lab's own folder is mended by another one", () => {
    const before = process.env['KLAB_HOME'];
    process.env['KLAB_HOME'] = dir;
    const said = fileProblem(refused('EROFS', 'open'), join(dir, 'instances'))?.message;
    process.env['KLAB_HOME'] = before;
    expect(said).toBe(
      `${join(dir, 'instances')} cannot be written: its file system is read-only; set KLAB_HOME to a folder that you can write to`,
    );
  });

  it('names what is in the way', () => {
    expect(fileProblem(refused('EACCES', 'mkdir', join(dir, 'a', 'b')))?.message).toContain(
      `permission denied (${dir}); give yourself the right`,
    );
    expect(fileProblem(refused('EACCES', 'scandir', dir))?.message).toContain(
      'cannot be read: permission denied',
    );
  });

  it('of sockets and processes is not of files', () => {
    expect(fileProblem(refused('EACCES', 'connect'))).toBeUndefined();
    expect(fileProblem(refused('ENOENT', 'spawn docker'))).toBeUndefined();
    expect(fileProblem(new Error('x'))).toBeUndefined();
  });
});

it("leaves somebody's own files alone in a folder that was named by mistake", async () => {
  const files = renderLocal(resolved('single-broker'));
  await writeFile(join(dir, 'my-notes.md'), 'mine');
  await writeFiles(dir, files);
  await writeFile(join(dir, 'local', 'old.yaml'), files[0]?.content ?? '');
  expect(await writeFiles(dir, files)).toEqual([{ path: 'local/old.yaml', kind: 'unexpected' }]);
  expect(await readFile(join(dir, 'my-notes.md'), 'utf8')).toBe('mine');
});

it('is one module: nobody else makes folders or writes files', async () => {
  const sources = ['src', 'scripts', 'topologies'].map((folder) => join(packageRoot(), folder));
  const found: string[] = [];
  for (const folder of sources) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (!name.endsWith('.ts') || name === 'files.ts') continue;
      const text = await readFile(join(folder, name), 'utf8');
      const imports = [...text.matchAll(/import \{([^}]*)\} from '(?:node:)?fs(?:\/promises)?'/g)];
      const names = imports.flatMap(([, list = '']) => list.split(',').map((one) => one.trim()));
      const direct = names.filter((one) =>
        /^(writeFile|appendFile|mkdir)(Sync)?$|^createWriteStream$/.test(one),
      );
      if (direct.length > 0) found.push(`${name}: ${direct.join(', ')}`);
    }
  }
  // A download goes on where an earlier one ended, in a part that counts for nothing before it is checked.
  expect(found).toEqual([join('runtimes', 'jars', 'jar-download.ts') + ': createWriteStream']);
});

it.runIf(process.platform === 'linux')('klab says it in one line, and ends', async () => {
  const synth = await klab('synth', 'single-broker', '--out', '/proc/none');
  expect(synth).toMatchObject({
    code: 2,
    stdout: '',
    output:
      'error: /proc/none/single-broker cannot be written: its folder is not there, or takes nothing new; use another folder\n',
  });
});
