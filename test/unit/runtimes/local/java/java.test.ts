import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chooseJava, findJava, hasAotCache, type Java } from '../../../../../src/runtimes/local/java/java.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'klab java-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A shell script in NAME/bin/java that answers as the given Java would. */
async function fakeJava(name: string, specification: string, vm = 'Fake VM'): Promise<string> {
  const lines = [
    'Property settings:',
    `    java.home = ${join(folder, name)}`,
    `    java.specification.version = ${specification}`,
    `    java.vm.name = ${vm}`,
    '    java.vm.vendor = Nobody',
    `    java.vm.version = ${specification}+1`,
  ];
  return script(name, lines.map((line) => `echo '${line}' >&2`).join('\n'));
}

async function script(name: string, body: string): Promise<string> {
  const home = join(folder, name);
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin', 'java'), `#!/bin/sh\n${body}\n`);
  await chmod(join(home, 'bin', 'java'), 0o755);
  return home;
}

const pathOf = (...homes: string[]): string => homes.map((home) => join(home, 'bin')).join(delimiter);

/** Nothing of this machine's own. */
const nowhere = { places: [] as string[] };
const hotSpot = 'OpenJDK 64-Bit Server VM';

it('JAVA_HOME comes before PATH', async () => {
  const [home, other] = [await fakeJava('chosen', '21'), await fakeJava('other', '17')];
  expect(await findJava({ ...nowhere, env: { JAVA_HOME: home, PATH: pathOf(other) } })).toEqual({
    path: join(home, 'bin', 'java'),
    home,
    majorVersion: 21,
    versionText: 'Fake VM 21+1 (Nobody)',
  });
});

it('a Java that is too old or does not run is passed over, and said to be', async () => {
  const old = await fakeJava('old', '1.8');
  // What macOS has in /usr/bin where no Java is installed.
  const stub = await script('stub', 'echo "Unable to locate a Java Runtime." >&2; exit 1');
  const good = await fakeJava('good', '17');
  const choice = await chooseJava({ ...nowhere, env: { JAVA_HOME: old, PATH: pathOf(stub, good) } });
  expect(choice.java).toMatchObject({ home: good, majorVersion: 17 });
  expect(choice.reason).toBe('it is the only one here that fits');
  expect(choice.passedOver.join()).toMatch(/old\/bin\/java is Java 8,.*stub\/bin\/java does not run/);
});

it('an error names everything that was found and how to get a Java', async () => {
  const old = await fakeJava('old', '1.8');
  const stub = await script('stub', 'exit 1');
  const attempt = findJava({ ...nowhere, env: { JAVA_HOME: old, PATH: pathOf(stub) } });
  await expect(attempt).rejects.toMatchObject({
    code: 'java-missing',
    exitCode: 2,
    message: expect.stringMatching(
      /Java 17 or newer .*old\/bin\/java is Java 8; .*stub\/bin\/java does not run \(exit code 1\)/,
    ) as string,
  });
  const details = await attempt.catch((error: { details: string[] }) => error.details.join('\n'));
  for (const way of ['apt install', 'dnf install', 'brew install', 'sdk install'])
    expect(details).toContain(way);
});

it('a JAVA_HOME that is not there and an empty PATH are both named', async () => {
  const attempt = findJava({ ...nowhere, env: { JAVA_HOME: join(folder, 'nothing'), PATH: '' } });
  await expect(attempt).rejects.toThrow(
    /nothing, which does not exist; no java on PATH or in the usual places/,
  );
});

it('KLAB_JAVA comes before everything, as a home, as an executable and as a bundle of macOS', async () => {
  const chosen = await fakeJava('chosen', '17');
  const bundle = await fakeJava(join('bundle.jdk', 'Contents', 'Home'), '17');
  const faster = await fakeJava('faster', '25', hotSpot);
  const env = { JAVA_HOME: faster, PATH: pathOf(faster) };
  for (const named of [chosen, join(chosen, 'bin', 'java')]) {
    const choice = await chooseJava({ ...nowhere, env: { ...env, KLAB_JAVA: named } });
    expect(choice).toMatchObject({ java: { home: chosen }, reason: 'KLAB_JAVA names it' });
  }
  const inBundle = await findJava({ ...nowhere, env: { ...env, KLAB_JAVA: join(folder, 'bundle.jdk') } });
  expect(inBundle.home).toBe(bundle);
});

it('a KLAB_JAVA that is wrong is said to be, although another Java is there', async () => {
  const good = await fakeJava('good', '17');
  await fakeJava('old', '11');
  await script('broken', 'exit 3');
  await script('other', 'echo hello >&2');
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'text'), 'no program');
  const wrong = {
    nothing: 'nothing, which does not exist',
    'text/bin': 'text/bin, which does not exist',
    empty: 'empty, which has no bin/java',
    text: 'text, which cannot be run',
    old: 'old/bin/java is Java 11',
    broken: 'broken/bin/java does not run (exit code 3)',
    other: 'other/bin/java is no Java',
  };
  for (const [named, reason] of Object.entries(wrong)) {
    const env = { KLAB_JAVA: join(folder, named), JAVA_HOME: good, PATH: pathOf(good) };
    const attempt = findJava({ ...nowhere, env });
    await expect(attempt).rejects.toMatchObject({ code: 'java-missing', exitCode: 2 });
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toThrow('set KLAB_JAVA to the home or the executable of Java 17');
  }
});

it('the newest that makes an AOT cache is taken from wherever it lies', async () => {
  const first = await fakeJava('first', '21');
  await fakeJava(join('jvm', 'seventeen'), '17', hotSpot);
  const fast = await fakeJava(join('jvm', 'fast'), '25', hotSpot);
  await fakeJava(join('jvm', 'other-machine'), '26', 'Eclipse OpenJ9 VM');
  const choice = await chooseJava({ env: { PATH: pathOf(first) }, places: [join(folder, 'jvm')] });
  expect(choice.java.home).toBe(fast);
  expect(choice.reason).toContain('the fastest here');
  expect(choice.others.map(({ majorVersion }) => majorVersion).toSorted((a, b) => a - b)).toEqual([
    17, 21, 26,
  ]);
});

it('where none makes an AOT cache, PATH decides', async () => {
  const first = await fakeJava('first', '17');
  const second = await fakeJava('second', '21', hotSpot);
  expect((await findJava({ ...nowhere, env: { PATH: pathOf(first, second) } })).home).toBe(first);
});

it('a Java is asked once for as long as its file is the same, and a stand-in every time', async () => {
  const cacheDir = join(folder, 'cache');
  await mkdir(cacheDir);
  const home = await fakeJava('home', '17');
  const asked = join(folder, 'asked');
  const path = join(home, 'bin', 'java');
  const answer = await readFile(path, 'utf8');
  await writeFile(path, answer.replace('\n', `\necho . >> '${asked}'\n`));
  const times = async (): Promise<number> => (await readFile(asked, 'utf8')).split('.').length - 1;
  const look = (): Promise<Java> => findJava({ ...nowhere, cacheDir, env: { PATH: pathOf(home) } });

  const first = await look();
  expect(await look()).toEqual(first);
  expect(await times()).toBe(1);

  await writeFile(path, `${await readFile(path, 'utf8')}# another build\n`);
  await look();
  expect(await times()).toBe(2);

  // A version manager's: runs the Java of another folder.
  await script('shim', `exec '${path}' "$@"`);
  const throughShim = { ...nowhere, cacheDir, env: { PATH: pathOf(join(folder, 'shim')) } };
  await findJava(throughShim);
  await findJava(throughShim);
  expect(await times()).toBe(4);

  await writeFile(join(cacheDir, 'javas.json'), 'half a fi');
  await look();
  expect(await times()).toBe(5);
});

it('the same Java under two names is one', async () => {
  const home = await fakeJava('home', '17');
  await symlink(home, join(folder, 'default'));
  const choice = await chooseJava({ ...nowhere, env: { PATH: pathOf(join(folder, 'default'), home) } });
  expect(choice.others).toEqual([]);
});

it('an AOT cache is what HotSpot makes from Java 25 on', () => {
  const of = (majorVersion: number, versionText: string): boolean =>
    hasAotCache({ path: '', majorVersion, versionText });
  expect(of(25, 'OpenJDK 64-Bit Server VM 25.0.3+9-LTS (Eclipse Adoptium)')).toBe(true);
  expect(of(26, 'Java HotSpot(TM) 64-Bit Server VM 26+1 (Oracle Corporation)')).toBe(true);
  expect(of(24, 'OpenJDK 64-Bit Server VM 24+1 (Eclipse Adoptium)')).toBe(false);
  expect(of(25, 'Eclipse OpenJ9 VM 25 (IBM)')).toBe(false);
});
