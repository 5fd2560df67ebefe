/** A program of somebody else's may do what it likes; it is gone when klab says so, and when klab is gone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { packageRoot } from '../../../../src/package-root.ts';
import { startProgram } from '../../../../src/runtimes/host/program.ts';
import { parsePs, psOutput } from '../../../../src/runtimes/host/ps.ts';

/** It does not end when it is told to, and neither does what it has started; prints the pid of that. */
const stubborn = "trap '' TERM; sh -c \"trap '' TERM; while :; do sleep 1; done\" & echo $!; wait; wait";

async function isAlive(pid: number): Promise<boolean> {
  return parsePs(await psOutput()).some((line) => line.pid === pid);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [line] = (await once(stream, 'data')) as [Buffer];
  return line.toString().trim();
}

it('is read to its last word, and ends with a code', async () => {
  const { stdout, ended } = await startProgram({
    command: 'sh',
    args: ['-c', 'echo first; echo last; exit 3'],
  });
  let text = '';
  stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  expect(await ended).toBe(3);
  expect(text).toBe('first\nlast\n');
});

it('is killed with all that it has started, which hold on to its output', async () => {
  const { stdout, ended, signal } = await startProgram({ command: 'sh', args: ['-c', stubborn] });
  const child = Number(await firstLine(stdout));
  signal('SIGTERM');
  expect(await isAlive(child)).toBe(true);
  signal('SIGKILL');
  expect(await ended).toBeNull();
  await expect.poll(() => isAlive(child)).toBe(false);
});

it('leaves nothing behind when it ends by itself', async () => {
  const { stdout, ended } = await startProgram({ command: 'sh', args: ['-c', 'sleep 300 & echo $!'] });
  const child = Number(await firstLine(stdout));
  expect(await ended).toBe(0);
  await expect.poll(() => isAlive(child)).toBe(false);
});

it('dies when klab is killed, though it does not listen', async () => {
  const path = join(packageRoot(), 'src', 'runtimes', 'host', 'program.ts');
  const program = `
    const { startProgram } = await import(${JSON.stringify(path)});
    const { stdout, ended } = await startProgram({ command: 'sh', args: ['-c', ${JSON.stringify(stubborn)}] });
    stdout.pipe(process.stdout);
    await ended;`;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  const klab = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: packageRoot() });
  const child = Number(await firstLine(klab.stdout));
  expect(await isAlive(child)).toBe(true);
  klab.kill('SIGKILL');
  await expect.poll(() => isAlive(child)).toBe(false);
});

it('is given no passwords', async () => {
  vi.stubEnv('KLAB_PASSWORD_SHOP', 'the-password');
  try {
    const { stdout, ended } = await startProgram({ command: 'sh', args: ['-c', 'env'], env: { OWN: 'own' } });
    let text = '';
    stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await ended;
    expect(text).toContain('OWN=own');
    expect(text).not.toContain('PASSWORD');
  } finally {
    vi.unstubAllEnvs();
  }
});

it('that is not there is told in one line', async () => {
  await expect(startProgram({ command: './nowhere', args: [] })).rejects.toThrow(
    './nowhere cannot be started: spawn ./nowhere ENOENT',
  );
});
