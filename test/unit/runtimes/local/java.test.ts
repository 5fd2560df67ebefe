import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findJava } from '../../../../src/runtimes/local/java.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'klab java-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A shell script in NAME/bin/java that answers as the given Java would. */
async function fakeJava(name: string, specification: string): Promise<string> {
  const lines = [
    'Property settings:',
    `    java.home = ${join(folder, name)}`,
    `    java.specification.version = ${specification}`,
    '    java.vm.name = Fake VM',
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

it('JAVA_HOME comes before PATH', async () => {
  const [home, other] = [await fakeJava('chosen', '21'), await fakeJava('other', '17')];
  expect(await findJava({ env: { JAVA_HOME: home, PATH: pathOf(other) } })).toEqual({
    path: join(home, 'bin', 'java'),
    home,
    majorVersion: 21,
    versionText: 'Fake VM 21+1 (Nobody)',
  });
});

it('a Java that is too old or does not run is passed over', async () => {
  const old = await fakeJava('old', '1.8');
  // What macOS has in /usr/bin where no Java is installed.
  const stub = await script('stub', 'echo "Unable to locate a Java Runtime." >&2; exit 1');
  const good = await fakeJava('good', '17');
  const java = await findJava({ env: { JAVA_HOME: old, PATH: pathOf(stub, good) } });
  expect(java).toMatchObject({ home: good, majorVersion: 17 });
});

it('an error names everything that was found and how to get a Java', async () => {
  const old = await fakeJava('old', '1.8');
  const stub = await script('stub', 'exit 1');
  const attempt = findJava({ env: { JAVA_HOME: old, PATH: pathOf(stub) } });
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

it('a JAVA_HOME without Java and an empty PATH are both named', async () => {
  const attempt = findJava({ env: { JAVA_HOME: join(folder, 'nothing'), PATH: '' } });
  await expect(attempt).rejects.toThrow(/nothing, which has no bin\/java; no java on PATH/);
});
