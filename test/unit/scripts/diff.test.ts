/** `klab diff` as it is called: its outputs for people and programs, and its exit codes. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command } from '../../../scripts/diff.ts';
import { runVerb } from '../../../scripts/support/verb.ts';
import { distDir } from '../../../src/runtimes/up/synthesize.ts';

let dir: string;
/** The committed files of a topology, and the same with fewer in-sync replicas. */
let before: string;
let after: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-diff-cli-'));
  before = join(dir, 'before');
  after = join(dir, 'after');
  for (const copy of [before, after]) await cp(join(distDir(), 'multi-broker'), copy, { recursive: true });
  const file = join(after, 'compose.yaml');
  const text = await readFile(file, 'utf8');
  const changed = text.replaceAll("KAFKA_MIN_INSYNC_REPLICAS: '2'", "KAFKA_MIN_INSYNC_REPLICAS: '1'");
  if (changed === text) throw new Error('nothing was changed');
  await writeFile(file, changed);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  /** Everything printed, without colours. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs the verb in this process, as klab would: a process of its own for each takes a second. */
async function klab(_verb: 'diff', ...args: readonly string[]): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text: string) => void (stdout += `${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text: string) => void (stderr += `${text}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += String(text);
      return true;
    }),
  ];
  const streams = [process.stdout, process.stderr];
  const listening = streams.map((stream) => stream.listenerCount('error'));
  try {
    await runVerb(command(), args);
    return { code: Number(process.exitCode ?? 0), output: plain(stdout + stderr), stdout: plain(stdout) };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
    // A process runs one verb, and need not take back that it listens for a broken pipe.
    for (const [index, stream] of streams.entries()) {
      const added = stream.listeners('error').slice(listening[index]);
      for (const listener of added) stream.off('error', listener as () => void);
    }
  }
}

function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[\d*m/g, '');
}

describe('klab diff', () => {
  it('shows meaning, and fails only where it is asked to', async () => {
    const { code, output } = await klab('diff', before, after);
    expect(output).toContain(
      '    ~ min.insync.replicas 2 -> 1\n        high  acks=all no longer survives one broker loss\n',
    );
    expect(output).toContain('multi-broker on compose: 3 changes; nothing has to restart');
    expect(code).toBe(0);
  });

  it.each([
    { options: ['--exit-code'], code: 1 },
    { options: ['--risk', 'none'], code: 1 },
    { options: ['--risk', 'high'], code: 1 },
    { options: ['--exit-code', '--risk', 'high'], code: 1 },
  ])('$options exits $code where something of high risk differs', async ({ options, code }) => {
    expect((await klab('diff', before, after, ...options)).code).toBe(code);
  });

  it('--risk passes what is less risky, and --exit-code what does not differ', async () => {
    // A setting of which only a restart follows.
    const file = join(dir, 'low.yaml');
    const text = await readFile(join(before, 'compose.yaml'), 'utf8');
    await writeFile(file, text.replaceAll("SESSION_TIMEOUT_MS: '9000'", "SESSION_TIMEOUT_MS: '8000'"));
    const low = (...options: string[]): ReturnType<typeof klab> =>
      klab('diff', join(before, 'compose.yaml'), file, ...options);
    expect((await low('--exit-code')).code).toBe(1);
    expect((await low('--risk', 'low')).code).toBe(1);
    expect((await low('--exit-code', '--risk', 'medium')).code).toBe(0);
    expect((await klab('diff', before, before, '--exit-code', '--risk', 'none')).code).toBe(0);
  });

  it('--json prints one object with every change and its source', async () => {
    const { stdout, output } = await klab('diff', before, after, '--json');
    expect(output).toBe(stdout);
    const found = JSON.parse(stdout) as { comparisons: { after: { target: string }; changes: object[] }[] };
    expect(found).toMatchObject({ schemaVersion: 1, kind: 'diff', differs: true, risk: 'high' });
    expect(found.comparisons.map(({ after: side }) => side.target)).toEqual([
      'compose',
      'kubernetes',
      'local',
    ]);
    expect(found.comparisons[0]?.changes[0]).toMatchObject({
      group: 'broker-1',
      kind: 'setting',
      name: 'min.insync.replicas',
      before: '2',
      after: '1',
      consequences: [
        { rule: 'durability-lowered', risk: 'high', source: expect.stringContaining('min.insync.replicas') },
        { rule: 'dynamic-setting', restart: 'none' },
      ],
    });
    expect(found.comparisons[1]?.changes).toEqual([]);
  });

  it('--raw prints what git would, and nothing where the files are the same', async () => {
    const { stdout, code } = await klab('diff', before, after, '--raw', '--exit-code');
    expect(stdout).toMatch(
      /^diff --git before\/multi-broker\/compose\.yaml after\/multi-broker\/compose\.yaml\n/,
    );
    expect(stdout.match(/^-.*MIN_INSYNC_REPLICAS: '2'$/gm)).toHaveLength(3);
    expect(stdout.match(/^\+.*MIN_INSYNC_REPLICAS: '1'$/gm)).toHaveLength(3);
    expect(code).toBe(1);
    expect(await klab('diff', before, before, '--raw', '--exit-code')).toMatchObject({ code: 0, output: '' });
  });

  it('--markdown prints a comment', async () => {
    const { stdout, code } = await klab('diff', before, after, '--markdown');
    expect(stdout).toMatch(/^<!-- klab diff -->\n/);
    expect(stdout).toContain('| broker-1, broker-2, broker-3 | `min.insync.replicas 2 -> 1` | 🔴 acks=all');
    expect(code).toBe(0);
  });

  it('dist alone, and a topology alone, are what was committed against what renders now', async ({
    expect,
  }) => {
    for (const side of ['dist', 'multi-broker', 'multi-broker:local', 'dist:compose']) {
      const { output, code } = await klab('diff', side, '--exit-code');
      expect(output).toMatch(/^nothing differs: /);
      expect(code).toBe(0);
    }
  });

  it.each([
    { args: ['bogus'], message: 'unknown topology "bogus"; klab list shows all' },
    {
      args: ['dist', 'live'],
      message:
        '"dist" names no topology that runs; say what does: klab diff TOPOLOGY live, or klab diff dist live:NAME',
    },
    {
      args: ['multi-broker:local', 'live:compose'],
      message:
        '"multi-broker:local" and "live:compose" name two targets; what runs is compared with the same target',
    },
    {
      args: ['multi-broker', '--context', 'shop'],
      message: '--context and --namespace say where something runs; use them with live',
    },
    { args: ['live'], message: 'live is compared with a topology; use: klab diff TOPOLOGY live' },
    {
      args: ['live', 'multi-broker'],
      message: 'live is compared with a topology; use: klab diff TOPOLOGY live',
    },
    {
      args: ['single-broker', 'live'],
      message: 'single-broker is not up; start it with: klab up single-broker',
    },
    {
      args: ['multi-broker', 'live', '--raw'],
      message: '--raw compares files, and what runs has none; drop it',
    },
    {
      args: ['multi-broker', '--raw', '--markdown'],
      message: '--raw, --markdown and --json exclude each other; keep one',
    },
  ])('$args gets one plain line and exit code 2', async ({ args, message }) => {
    const { output, stdout, code } = await klab('diff', ...args);
    expect(output).toBe(`error: ${message}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
