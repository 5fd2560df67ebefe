/** A broker that was started is followed until it answers, whatever it does before. */
import { expect, it } from 'vitest';
import { untilAnswering, type AnsweringCluster } from '../../../../src/client/nodes/answering.ts';
import { StartedNodes } from '../../../../src/client/nodes/started-nodes.ts';
import { LabError } from '../../../../src/errors.ts';
import type { NodeState } from '../../../../src/cluster/node-status.ts';
import { resolved } from '../../../support/topologies.ts';

const oldSession =
  '[2026-11-26 22:10:02,001] ERROR Fatal error: KeeperErrorCode = NodeExists (kafka.server.KafkaServer)';
const noSpace =
  '[2026-11-26 22:10:02,001] ERROR Fatal error: No space left on device (kafka.server.KafkaServer)';

/** A cluster whose first broker goes through these states, one a look, and stays in the last. */
function going(name: string, states: readonly NodeState[], log: string) {
  let look = 0;
  const starts: string[] = [];
  const cluster: AnsweringCluster = {
    instance: { portOffset: 0 } as AnsweringCluster['instance'],
    topology: resolved(name),
    brokers: [],
    status: async () => {
      const state = states[Math.min(look, states.length - 1)]!;
      look += 1;
      return [{ id: 'broker-1', state }];
    },
    start: async (id) => void starts.push(id),
    runLog: async () => [log],
  };
  return { cluster, starts, looks: () => look };
}

/** What is in the way of an answer until this holds. */
function unless(answers: () => boolean): () => Promise<string | undefined> {
  return async () => (answers() ? undefined : 'it does not answer yet');
}

const quick = { timeoutMs: 8_000, intervalMs: 1 };

it('is started again each time it ends over its session of before', async () => {
  const states: readonly NodeState[] = ['running', 'running', 'stopped', 'running', 'stopped', 'running'];
  const { cluster, starts, looks } = going('multi-zookeeper', states, oldSession);
  await untilAnswering(cluster, ['broker-1'], { ...quick, obstacle: unless(() => looks() > 7) });
  expect(starts).toEqual(['broker-1', 'broker-1']);
});

it('is not started again where it ended for another reason, which is named', async () => {
  const { cluster, starts } = going('multi-zookeeper', ['running', 'stopped'], noSpace);
  await expect(
    untilAnswering(cluster, ['broker-1'], { ...quick, obstacle: unless(() => false) }),
  ).rejects.toThrow('broker-1 ended again: Fatal error: No space left on device');
  expect(starts).toEqual([]);
});

it('without ZooKeeper has no session that could be in its way', async () => {
  const { cluster, starts } = going('multi-broker', ['running', 'stopped'], oldSession);
  const started = new StartedNodes(cluster, ['broker-1']);
  for (let look = 0; look < 3; look += 1) await started.look();
  expect(starts).toEqual([]);
});

it('is waited for where its process is not seen yet', async () => {
  const { cluster, starts } = going('multi-zookeeper', ['stopped', 'stopped', 'running'], noSpace);
  expect(await untilAnswering(cluster, ['broker-1'], quick)).toBeUndefined();
  expect(starts).toEqual([]);
});

it('has why it does not answer told where it runs on, and its time is over', async () => {
  const { cluster } = going('multi-zookeeper', ['running'], '');
  const options = { timeoutMs: 20, intervalMs: 1, obstacle: unless(() => false) };
  expect(await untilAnswering(cluster, ['broker-1'], options)).toBe('it does not answer yet');
});

it('may be started by somebody else meanwhile', async () => {
  const states: readonly NodeState[] = ['running', 'stopped', 'running'];
  const { cluster, looks } = going('multi-zookeeper', states, oldSession);
  Object.assign(cluster, { start: () => Promise.reject(new LabError('node-state', 'runs already')) });
  const obstacle = unless(() => looks() > 3);
  expect(await untilAnswering(cluster, ['broker-1'], { ...quick, obstacle })).toBeUndefined();
});
