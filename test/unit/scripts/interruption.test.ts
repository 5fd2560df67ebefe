/** What the first and the second Ctrl-C do, in processes of their own: signals are for whole processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';

const support = join(packageRoot(), 'scripts', 'support');

/** Runs a verb whose action is this code; it has what verbs have. */
function start(action: string): { child: ChildProcess; ended: Promise<{ code: number; stderr: string }> } {
  const program = `
    const { runVerb, verb } = await import(${JSON.stringify(join(support, 'verb.ts'))});
    const { finishing, interrupted } = await import(${JSON.stringify(join(support, 'interruption.ts'))});
    const { acting } = await import(${JSON.stringify(join(support, 'acting.ts'))});
    const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const aborted = new Promise((resolve) => interrupted.addEventListener('abort', resolve));
    const alive = setInterval(() => undefined, 1_000);
    await runVerb(verb('test', 'A test.', 'test').action(async () => { ${action} }), []);
    clearInterval(alive);`;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  const child = spawn(process.execPath, args, {
    cwd: packageRoot(),
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, stderr }));
  return { child, ended };
}

async function printed(child: ChildProcess): Promise<void> {
  await once(child.stdout!, 'data');
}

const cleaning = `await finishing(
  { finishing: 'cleaning up', left: () => ['broker-2 may be stopped: klab start lab broker-2'] },
  async () => { console.log('begun'); await aborted; console.log('aborted'); await after(CLEANING); });`;

describe('Ctrl-C', () => {
  it('ends a verb at once that has nothing to bring back', async () => {
    const { child, ended } = start(`console.log('begun'); await after(60_000);`);
    await printed(child);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, stderr: 'error: interrupted\n' });
  });

  it('waits for what must be finished, and says so', async () => {
    const { child, ended } = start(cleaning.replace('CLEANING', '50'));
    await printed(child);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(stderr).toBe('! interrupted: cleaning up; Ctrl-C again ends at once and says what is left\n');
    // What it ends with is the verb's own word.
    expect(code).toBe(0);
  });

  it('a second time ends at once, and names what is left with the command', async () => {
    const { child, ended } = start(cleaning.replace('CLEANING', '60_000'));
    await printed(child);
    child.kill('SIGINT');
    await printed(child);
    await new Promise((resolve) => setTimeout(resolve, 600));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain(
      'error: interrupted twice; this is left as it is:\n  broker-2 may be stopped: klab start lab broker-2\n',
    );
  });

  it.each([
    ['is one press, though npm passes it on to the same group', ['SIGINT', 'SIGINT'] as const],
    ['a terminal that is closed says so twice', ['SIGHUP', 'SIGHUP'] as const],
  ])('%s', async (_, signals) => {
    const { child, ended } = start(cleaning.replace('CLEANING', '1_500'));
    await printed(child);
    for (const signal of signals) {
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, signal === 'SIGHUP' ? 700 : 50));
    }
    expect((await ended).code).toBe(0);
  });
});

describe('what cannot be taken back', () => {
  const doing = `{ done: 'broker-2 was stopped', unsure: 'broker-2 may still be stopping', next: ['see: klab status lab'] }`;

  it('is told as done when it ends in time', async () => {
    const { child, ended } = start(
      `await acting(${doing}, async () => { console.log('begun'); await aborted; await after(50); });`,
    );
    await printed(child);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, stderr: 'error: interrupted: broker-2 was stopped\n' });
  });

  it('is told as what may be so when it does not, with what to do', async () => {
    const { child, ended } = start(
      `await acting(${doing}, async () => { console.log('begun'); await after(60_000); });`,
    );
    await printed(child);
    child.kill('SIGTERM');
    expect(await ended).toEqual({
      code: 130,
      stderr: 'error: interrupted: broker-2 may still be stopping\n  see: klab status lab\n',
    });
  });

  it('is told as what may be so also where the work itself hears of the interruption', async () => {
    const { child, ended } = start(
      `await acting(${doing}, async () => { console.log('begun'); await aborted; throw interrupted.reason; });`,
    );
    await printed(child);
    child.kill('SIGINT');
    expect(await ended).toEqual({
      code: 130,
      stderr: 'error: interrupted: broker-2 may still be stopping\n  see: klab status lab\n',
    });
  });
});
