/** What is still broken, by the commands that mend it. */
import { expect, it } from 'vitest';
import { nodeCommand } from '../../../../src/client/nodes/node-command.ts';
import { noteBroken } from '../../../../src/runtimes/shared/broken-nodes.ts';
import { optionsToFind } from '../../../../src/runtimes/kubernetes/place/words.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { resolved } from '../../../support/topologies.ts';

function standIn(topologyName = 'multi-broker') {
  const nothing = async (): Promise<void> => undefined;
  const names = ['kill', 'stop', 'pause', 'isolate', 'start', 'resume', 'heal', 'killRack', 'startRack'];
  const instance = { id: 'lab' } as Instance;
  return {
    ...(Object.fromEntries(names.map((name) => [name, nothing])) as unknown as RunningCluster),
    instance,
    topology: resolved(topologyName),
  };
}

it('names what was broken and not brought back', async () => {
  const { cluster, broken } = noteBroken(standIn());
  expect(broken()).toEqual([]);
  await cluster.stop('broker-1');
  await cluster.pause('broker-2');
  await cluster.isolate('broker-3', 'all');
  expect(broken()).toEqual([
    'broker-1 may be stopped: klab start lab broker-1',
    'broker-2 may be paused: klab resume lab broker-2',
    'broker-3 may be cut off: klab heal lab broker-3',
  ]);
  await cluster.start('broker-1');
  await cluster.resume('broker-2');
  await cluster.kill('broker-2');
  await cluster.heal('broker-3');
  expect(broken()).toEqual(['broker-2 may be stopped: klab start lab broker-2']);
});

it('names what was asked for and has failed, or has no answer yet', async () => {
  const unfinished = { ...standIn(), stop: () => new Promise<void>(() => undefined) };
  const { cluster, broken } = noteBroken(unfinished);
  void cluster.stop('broker-1');
  expect(broken()).toEqual(['broker-1 may be stopped: klab start lab broker-1']);
});

it('names a rack as one', async () => {
  const { cluster, broken } = noteBroken(standIn('three-racks'));
  await cluster.killRack('a');
  await cluster.kill('broker-1');
  expect(broken()).toEqual(['rack a may be stopped: klab start lab rack:a']);
  await cluster.startRack('a');
  expect(broken()).toEqual([]);
});

it('says where to look for what klab did not bring up', () => {
  const options = optionsToFind({ context: 'work', namespace: 'kafka' });
  const whereabouts = { words: 'namespace kafka of context work', options };
  const instance = { id: 'orders-kubernetes', foreign: true, whereabouts };
  expect(nodeCommand(instance, 'start', 'broker-1')).toBe(
    'klab start orders-kubernetes broker-1 --context work --namespace kafka',
  );
});
