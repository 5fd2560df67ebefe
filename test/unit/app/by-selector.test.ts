/** Nodes of a program's cluster are named as on the command line, and somebody else's are not broken unasked. */
import { describe, expect, it } from 'vitest';
import { bySelector } from '../../../src/app/library/by-selector.ts';
import type { RunningCluster } from '../../../src/index.ts';
import { resolved } from '../../support/topologies.ts';

/** Notes what it is told; nothing else is asked of it. */
function noting(): { cluster: RunningCluster; done: readonly string[] } {
  const done: string[] = [];
  const note =
    (what: string) =>
    async (...of: readonly unknown[]): Promise<void> =>
      void done.push([what, ...of].join(' '));
  const acts = ['kill', 'stop', 'start', 'pause', 'resume', 'isolate', 'heal', 'killRack', 'startRack'];
  const methods = Object.fromEntries(acts.map((act) => [act, note(act)]));
  const logs = async (...of: readonly unknown[]): Promise<readonly string[]> => of.map(String);
  return {
    cluster: { topology: resolved('three-racks'), ...methods, logs } as unknown as RunningCluster,
    done,
  };
}

describe('a cluster by selectors', () => {
  it('hands a node on by its id, and a rack to what takes racks', async () => {
    const { cluster, done } = noting();
    const named = bySelector(cluster);
    await named.kill('broker-1');
    await named.kill('rack:a');
    await named.start('rack:a');
    await named.stop('broker-2');
    await named.pause('broker-3');
    await named.resume('broker-3');
    await named.isolate('controller-101', 'cluster');
    await named.heal('controller-101');
    await named.start('broker-1');
    expect(done).toEqual([
      'kill broker-1',
      'killRack a',
      'startRack a',
      'stop broker-2',
      'pause broker-3',
      'resume broker-3',
      'isolate controller-101 cluster',
      'heal controller-101',
      'start broker-1',
    ]);
    expect(await named.logs('broker-1', 5)).toEqual(['broker-1', '5']);
  });

  it('says what a node can be called', async () => {
    const { cluster, done } = noting();
    const named = bySelector(cluster);
    await expect(named.kill('broker-9')).rejects.toThrow('three-racks has no node "broker-9"; use ');
    await expect(named.stop('rack:a')).rejects.toThrow(
      '"rack:a" is a whole rack, which only kill and start take; name one node',
    );
    await expect(named.start('rack:z')).rejects.toThrow('three-racks has no rack "z"');
    expect(done).toEqual([]);
  });

  it('breaks nothing where that is refused, and mends all the same', async () => {
    const { cluster, done } = noting();
    const named = bySelector(cluster, (doing) => {
      throw new Error(`no ${doing}`);
    });
    await expect(named.kill('broker-1')).rejects.toThrow('no kill');
    await expect(named.kill('rack:a')).rejects.toThrow('no kill');
    await expect(named.killRack('a')).rejects.toThrow('no kill');
    await expect(named.stop('broker-1')).rejects.toThrow('no stop');
    await expect(named.pause('broker-1')).rejects.toThrow('no pause');
    await expect(named.isolate('broker-1', 'all')).rejects.toThrow('no isolate');
    await named.start('broker-1');
    await named.resume('broker-1');
    await named.heal('broker-1');
    expect(done).toEqual(['start broker-1', 'resume broker-1', 'heal broker-1']);
  });
});
