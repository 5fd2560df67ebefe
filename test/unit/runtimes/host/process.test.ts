/** What a terminal and an accident do to commands: nothing while klab lives, and nothing of them stays behind it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../../src/package-root.ts';
import { runCommand, startCommand, startLasting } from '../../../../src/runtimes/host/process.ts';
import { parsePs, psOutput } from '../../../../src/runtimes/host/ps.ts';

async function isAlive(pid: number): Promise<boolean> {
  return parsePs(await psOutput()).some((line) => line.pid === pid);
}

/** A program with a child of its own, which outlives it where only the program is ended; prints the child's pid. */
const withChild = 'sleep 300 & echo $!; wait';

describe('a command', () => {
  it('is in a session without a terminal, so no Ctrl-C reaches it', async () => {
    const asked = ['-c', 'ps -o pid=,pgid=,tty= -p $$'];
    const { stdout } = await runCommand('sh', asked, { timeoutMs: 10_000 });
    const [, pid, group, terminal] = /^\s*(\d+)\s+(\d+)\s+(\S+)/.exec(stdout) ?? [];
    expect(group).toBe(pid);
    expect(terminal).toMatch(/^\?+$/);
  });

  it('is run again where a terminal ends it before it has a session of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'klab-command-'));
    const script = `if mkdir ${join(folder, 'once')}; then kill -INT $$; fi; echo done`;
    const { exitCode, stdout } = await runCommand('sh', ['-c', script], { timeoutMs: 10_000 });
    await rm(folder, { recursive: true });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'done\n' });
  });

  it('ends with all that it started once its signal fires', async () => {
    const end = new AbortController();
    const command = startCommand('sh', ['-c', withChild], end.signal);
    const [line] = (await once(command.stdout, 'data')) as [Buffer];
    const child = Number(line.toString());
    expect(await isAlive(child)).toBe(true);
    end.abort();
    await command;
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it('ends with all that it started when klab is killed', async () => {
    const path = join(packageRoot(), 'src', 'runtimes', 'host', 'process.ts');
    const program = `
      const { runCommand } = await import(${JSON.stringify(path)});
      const onLine = (line) => console.log(line);
      await runCommand('sh', ['-c', 'true'], { timeoutMs: 10_000 });
      await runCommand('sh', ['-c', ${JSON.stringify(withChild)}], { timeoutMs: 60_000, onLine });`;
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
    const klab = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: packageRoot() });
    const [line] = (await once(klab.stdout, 'data')) as [Buffer];
    const child = Number(line.toString());
    expect(await isAlive(child)).toBe(true);
    klab.kill('SIGKILL');
    await expect.poll(() => isAlive(child)).toBe(false);
  });
});

it('is started in one place; what ends the commands of a klab that was killed starts itself', async () => {
  const folder = join(packageRoot(), 'src');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  // Types start nothing.
  const starts = /^import \{.*from 'node:child_process'|^import \{ [^}]*\$[^}]* \} from 'zx(?:\/core)?'/m;
  const found = await Promise.all(
    names.map(async (name) => (starts.test(await readFile(join(folder, name), 'utf8')) ? [name] : [])),
  );
  expect(found.flat().toSorted()).toEqual(['runtimes/host/guardian.ts', 'runtimes/host/process.ts']);
});

it('that outlives klab has no passwords in its environment', async () => {
  vi.stubEnv('KLAB_PASSWORD_SHOP', 'the-password');
  vi.stubEnv('KLAB_OTHER', 'other');
  const folder = await mkdtemp(join(tmpdir(), 'klab-lasting-'));
  const log = await open(join(folder, 'log'), 'w');
  try {
    const child = await startLasting({
      command: 'sh',
      args: ['-c', 'env'],
      env: { OWN: 'own' },
      logFd: log.fd,
    });
    if (child.exitCode === null) await once(child, 'exit');
    const lines = (await readFile(join(folder, 'log'), 'utf8')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['KLAB_OTHER=other', 'OWN=own']));
    expect(lines.filter((line) => line.includes('PASSWORD'))).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    await log.close();
    await rm(folder, { recursive: true });
  }
});
