/** Programs that bring one topology up share it: nobody takes it from another, and what was there before stays. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { instanceDir, listInstances } from '../../../src/runtimes/instances.ts';
import { listProcesses } from '../../../src/runtimes/local/processes.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { klab } from '../../support/klab.ts';

const portOffset = 8_200;
const id = `single-broker-local-${portOffset}`;
const up = ['up', 'single-broker', '--on', 'local', '--port-offset', String(portOffset)] as const;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-shared-'));
  await writeFile(join(dir, 'program.mts'), program);
});
afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const program = `
import { once } from 'node:events';
import { up } from '${packageRoot()}/src/index.ts';
import { createTopology } from '${packageRoot()}/topologies/index.ts';
const notes = { step() {}, update() {}, note: (text) => console.log(text) };
const cluster = await up(createTopology('single-broker'), { on: 'local', portOffset: ${portOffset}, progress: notes });
console.log(cluster.made ? 'it is made' : 'it is found');
console.log('it is up');
for await (const line of process.stdin.setEncoding('utf8')) {
  if (line.includes('status')) console.log((await cluster.status()).map(({ state }) => state).join());
  if (line.includes('down')) break;
  if (line.includes('force')) { await cluster.down({ evenIfFound: true }); break; }
}
await cluster.down();
console.log('it has ended');
process.exit(0);
`;

/** A program that uses the library, told what to do line by line. */
interface Program {
  readonly child: ChildProcess;
  output(): string;
  printed(text: string): Promise<void>;
  say(line: 'status' | 'down' | 'force'): void;
}

function startProgram(): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', join(dir, 'program.mts')], {
    cwd: packageRoot(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += String(chunk)));
  return {
    child,
    output: () => text,
    printed: async (wanted) => {
      await waitFor({ what: `a program to print "${wanted}"`, timeoutMs: 120_000 }, async () => {
        if (text.includes(wanted)) return true;
        if (child.exitCode !== null) throw new Error(`a program ended (${child.exitCode}): ${text}`);
        return new NotYet(text);
      });
    },
    say: (line) => child.stdin.write(`${line}\n`),
  };
}

async function nodes(): Promise<number> {
  return (await listProcesses(instanceDir(id))).length;
}

it('the first of two to end leaves it to the other, which takes it down', async () => {
  const programs = [startProgram(), startProgram()];
  await Promise.all(programs.map((one) => one.printed('it is up')));
  expect(await nodes()).toBe(1);
  const [first, second] = programs as [Program, Program];
  expect(programs.filter((one) => one.output().includes('it is made'))).toHaveLength(1);
  expect(programs.filter((one) => one.output().includes('it is found'))).toHaveLength(1);
  first.say('down');
  await first.printed('it has ended');
  expect(first.output()).toContain(`${id} stays up: another program uses it`);
  second.say('status');
  await second.printed('running');
  second.say('down');
  await second.printed('it has ended');
  expect(await nodes()).toBe(0);
  expect(await listInstances()).toEqual([]);
  expect(existsSync(`${instanceDir(id)}.users`)).toBe(false);
});

it('who takes it down waits for who brings it up, and finds it whole', async () => {
  const maker = startProgram();
  const stored = join(instanceDir(id), 'instance.json');
  await waitFor({ what: 'the program to be at work', timeoutMs: 60_000, intervalMs: 5 }, async () =>
    existsSync(stored) ? true : new NotYet(maker.output()),
  );
  const down = await klab('down', id);
  expect(maker.output()).toContain('it is up');
  expect(down.output).toContain(`${id} is gone, with its data`);
  expect(await nodes()).toBe(0);
  maker.say('down');
  await maker.printed('it has ended');
  expect(await listInstances()).toEqual([]);
});

it('one that was killed is waited for by nobody, and what it left stays for a person', async () => {
  const killed = startProgram();
  await killed.printed('it is up');
  const exited = once(killed.child, 'exit');
  killed.child.kill('SIGKILL');
  await exited;
  const next = startProgram();
  await next.printed('it is up');
  next.say('down');
  await next.printed('it has ended');
  expect(next.output()).toContain(`${id} stays up: it was up before`);
  expect(await nodes()).toBe(1);
  expect((await klab('down', id)).code).toBe(0);
});

it('what a person has up stays up, unless a program asks for its end by name', async () => {
  const maker = startProgram();
  await maker.printed('it is up');
  // Who says `up` wants it for themselves, whoever made it.
  expect((await klab(...up)).output).toContain('0 of 1 nodes to start');
  maker.say('down');
  await maker.printed('it has ended');
  expect(maker.output()).toContain(`${id} stays up: it was up before`);
  const other = startProgram();
  await other.printed('it is up');
  other.say('force');
  await other.printed('it has ended');
  expect(await nodes()).toBe(0);
  expect(await listInstances()).toEqual([]);
});

it('data that was kept stays kept, and is given to nothing that it does not fit', async () => {
  expect((await klab(...up)).code).toBe(0);
  expect((await klab('down', id, '--keep-data')).code).toBe(0);
  expect((await klab('status')).output).toMatch(new RegExp(`${id} .*down; data kept: 1 folder `));
  const older = await klab(...up, '--kafka', '3.9.2');
  expect(older.output).toContain(
    `data of ${id} is kept (broker-1): it is of Kafka 4.3 (metadata.version 30), and Kafka 3.9.2 was asked for`,
  );
  expect(older.code).toBe(2);
  const one = startProgram();
  await one.printed('it is up');
  one.say('down');
  await one.printed('it has ended');
  expect(one.output()).toContain(`${id} is down; the data that was there before is kept`);
  expect(await nodes()).toBe(0);
  expect(existsSync(join(instanceDir(id), 'data', 'broker-1', 'meta.properties'))).toBe(true);
  expect((await klab('down', id)).output).toContain(`${id} is gone, with its data (folder `);
});
