/** A process that outlives klab keeps nothing open that klab was given, such as a test runner's pipe. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../src/package-root.ts';

it.runIf(process.platform === 'linux')('a detached process leaves the pipe of its parent alone', async () => {
  const program = `
    import { startLasting } from ${JSON.stringify(join(packageRoot(), 'src/runtimes/host/process.ts'))};
    import { openSync } from 'node:fs';
    const child = await startLasting({ command: 'sleep', args: ['60'], cwd: '/', logFd: openSync('/dev/null', 'r+') });
    console.log(child.pid);
    process.exit();`;
  const klab = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    // Node itself lets go of those up to the first gap above 15; shells and flock have theirs far above.
    stdio: ['ignore', 'pipe', 'inherit', ...Array.from({ length: 197 }, () => 'ignore' as const), 'pipe'],
  });
  const pipe = (klab.stdio as unknown as readonly Readable[])[200]!;
  const ended = once(pipe.resume(), 'end', { signal: AbortSignal.timeout(20_000) });
  let pid = '';
  klab.stdout?.on('data', (chunk: Buffer) => (pid += chunk.toString()));
  await once(klab, 'close');
  // Nothing is signalled by a number that is none: 0 would be this test's own group.
  expect(Number(pid)).toBeGreaterThan(1);
  try {
    await ended;
    // It still lives: the pipe has not ended because the process has.
    expect(() => process.kill(Number(pid), 0)).not.toThrow();
  } finally {
    process.kill(Number(pid));
  }
});
