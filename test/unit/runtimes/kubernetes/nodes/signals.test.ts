/** Asks a pod through a `kubectl` of the test's own, since the real one loses what a pod says only once in a thousand times. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  processState,
  stateBy,
  unlooked,
  type ProcessFound,
} from '../../../../../src/runtimes/kubernetes/nodes/signals.ts';
import { withEnvironment } from '../../../../support/docker.ts';

/** Throws away what the pod says before input can go there; a pod's shell that gets past the first line says a state. */
const lossyKubectl = `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const [firstLine] = process.argv.at(-1).split('\\n');
const pod = spawn('sh', ['-c', firstLine + '\\necho T'], { stdio: ['pipe', 'pipe', 'inherit'] });
let open = false;
pod.stdout.on('data', (said) => open && process.stdout.write(said));
pod.stdin.on('error', () => undefined);
setTimeout(() => { open = true; process.stdin.pipe(pod.stdin); }, 300);
`;

const target = { place: { context: 'any' }, pod: 'broker-1-0', container: 'kafka', isService: false };
let bin: string;
beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), 'klab-kubectl-'));
  await writeFile(join(bin, 'kubectl'), lossyKubectl, { mode: 0o755 });
});
afterAll(() => rm(bin, { recursive: true }));

describe('what a pod says of its process', () => {
  async function found(script: string, timeoutMs = 20_000): Promise<ProcessFound> {
    const own = await mkdtemp(join(tmpdir(), 'klab-kubectl-'));
    await writeFile(join(own, 'kubectl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const PATH = `${own}${delimiter}${process.env['PATH']}`;
    try {
      return await withEnvironment({ PATH }, () => processState(target, timeoutMs));
    } finally {
      await rm(own, { recursive: true });
    }
  }
  const says = (stderr: string): Promise<ProcessFound> =>
    found(`cat >/dev/null; echo '${stderr}' >&2; exit 1`);

  it('tells a container without its process from one that is not there', async () => {
    expect(await found('cat >/dev/null')).toEqual({ state: 'absent' });
    expect(await found('cat >/dev/null; echo S')).toEqual({ state: 'running' });
    expect(await found('cat >/dev/null; echo T')).toEqual({ state: 'paused' });
  });

  it.each([
    'error: unable to upgrade connection: container not found ("kafka")',
    'Error from server (NotFound): pods "broker-1-0" not found',
    'error: cannot exec into a container in a completed pod; current phase is Failed',
    'error: Internal error occurred: error executing command in container: container is not created or running',
    'error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: container is in CONTAINER_EXITED state',
    'error: Internal error occurred: error executing command in container: failed to exec in container: failed to load task: no running task found: task 4f2 not found',
    'command terminated with exit code 137',
  ])('takes "%s" for the end of its container', async (said) => {
    expect(await says(said)).toEqual({ state: 'gone' });
  });

  it('takes no silence for an end', async () => {
    const slow = await found('exec sleep 60', 300);
    expect(slow.state).toBe('untold');
    expect(stateBy(slow, false)).toBe('running');
    expect(unlooked(slow)).toContain('no answer within 300 ms');
    expect(await says('error: error dialing backend: i/o timeout')).toMatchObject({ state: 'untold' });
    expect(stateBy(slow, true)).toBe('stopped');
  });
});

it('hears a pod although kubectl loses what it says before its streams are open', async () => {
  const PATH = `${bin}${delimiter}${process.env['PATH']}`;
  expect(await withEnvironment({ PATH }, () => processState(target, 20_000))).toEqual({ state: 'paused' });
});
