/** What is said of a Java's archives is what the next `up` will do. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeJava } from '../../../../src/runtimes/local/java-words.ts';

it('promises a class-data archive only where the JVM has one of its own to lie beneath it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'klab-java-'));
  try {
    const java = {
      path: join(home, 'bin', 'java'),
      home,
      majorVersion: 21,
      versionText: 'Java 21 of nobody',
    };
    const said = (): string =>
      describeJava({ java, reason: 'KLAB_JAVA names it', others: [], passedOver: [] }).found;
    expect(said()).toContain(`it lacks an archive of its own (${java.path} -Xshare:dump makes it)`);
    await mkdir(join(home, 'lib', 'server'), { recursive: true });
    await writeFile(join(home, 'lib', 'server', 'classes.jsa'), '');
    expect(said()).toMatch(/; the next up makes its class-data archive$/);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
