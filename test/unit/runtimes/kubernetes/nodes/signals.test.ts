/** Asks a pod through a `kubectl` of the test's own, since the real one loses what a pod says only once in a thousand times. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processState } from '../../../../../src/runtimes/kubernetes/nodes/signals.ts';
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

it('tells a container without its process from one that is not there', async () => {
  const says = async (script: string): Promise<unknown> => {
    const own = await mkdtemp(join(tmpdir(), 'klab-kubectl-'));
    await writeFile(join(own, 'kubectl'), `#!/bin/sh\ncat >/dev/null\n${script}\n`, { mode: 0o755 });
    const PATH = `${own}${delimiter}${process.env['PATH']}`;
    try {
      return await withEnvironment({ PATH }, () => processState(target, 20_000));
    } finally {
      await rm(own, { recursive: true });
    }
  };
  expect(await says('exit 0')).toBe('absent');
  expect(await says('echo S')).toBe('running');
  expect(await says('echo "container not found (kafka)" >&2; exit 1')).toBeUndefined();
});

it('hears a pod although kubectl loses what it says before its streams are open', async () => {
  const PATH = `${bin}${delimiter}${process.env['PATH']}`;
  expect(await withEnvironment({ PATH }, () => processState(target, 20_000))).toBe('paused');
});
