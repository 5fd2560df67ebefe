/** Watches the pods of an instance from outside: what the API server says of them, each time that changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { placeOf } from '../../src/runtimes/kubernetes/place/place.ts';
import type { Instance } from '../../src/cluster/instance.ts';

/** What was seen. */
export interface PodWatch extends AsyncDisposable {
  /** The most pods that were not ready at the same time. */
  mostUnready(): number;
  /** Names of pods in the order in which they were told to end. */
  readonly ended: readonly string[];
}

const columns = [
  'NAME:.metadata.name',
  'DELETED:.metadata.deletionTimestamp',
  'READY:.status.conditions[?(@.type=="Ready")].status',
].join(',');

/** Begins to watch, and returns once every pod has been seen. */
export async function watchPodReadiness(instance: Instance): Promise<PodWatch> {
  const { context, namespace } = placeOf(instance);
  const where = ['--context', context, '--namespace', namespace];
  const args = ['get', 'pods', '--watch', '--no-headers', '--output', `custom-columns=${columns}`];
  const child = spawn('kubectl', [...where, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const ready = new Map<string, boolean>();
  const ended: string[] = [];
  let most = 0;
  const lines = createInterface({ input: child.stdout });
  const all = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const [name = '', deleted, state] = line.trim().split(/\s+/);
      if (deleted !== '<none>' && ended.at(-1) !== name) ended.push(name);
      ready.set(name, state === 'True' && deleted === '<none>');
      most = Math.max(most, [...ready.values()].filter((isReady) => !isReady).length);
      if (ready.size === instance.topology.nodes.length) resolve();
    });
  });
  await all;
  return {
    mostUnready: () => most,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}
