/** A change's steps follow from what its difference means: what Kafka takes while it runs first, then restarts, leaders last. */
import { describe, expect, it } from 'vitest';
import { sizeSteps } from '../../../src/change/size-steps.ts';
import { changeSteps, stepInWords, stepsBack, type ChangeStep } from '../../../src/change/steps.ts';
import { withSettings } from '../../../src/cluster/changed/settings.ts';
import { withBrokers } from '../../../src/cluster/changed/resized.ts';
import type { BrokerSetting } from '../../../src/client/kafkajs/broker-settings.ts';
import { diffModels } from '../../../src/diff/diff.ts';
import { readTarget } from '../../../src/diff/readers/read-files.ts';
import { renderTarget } from '../../../src/render/render.ts';
import { resolved } from '../../support/topologies.ts';

async function stepsOf(
  name: string,
  settings: Readonly<Record<string, string>>,
  leaders: readonly string[] = [],
  inForce: ReadonlyMap<string, readonly BrokerSetting[]> = new Map(),
): Promise<readonly ChangeStep[]> {
  const topology = resolved(name);
  const read = async (one: typeof topology) =>
    readTarget(await renderTarget(one, 'local'), 'local', 'a test');
  const [before, after] = [await read(topology), await read(withSettings(topology, settings))];
  const comparison = diffModels({ before, after, labels: ['now', 'changed'] });
  return changeSteps({ comparison, topology, leaders, inForce });
}

const inWords = (steps: readonly ChangeStep[]): readonly string[] => steps.map(stepInWords);

describe('the steps of a change', () => {
  it('set what is dynamic in all brokers at once, and then restart for what is read-only, the controller last', async () => {
    const steps = await stepsOf(
      'multi-broker',
      { 'num.io.threads': '4', 'queued.max.requests': '400', 'log.retention.ms': '1000' },
      ['broker-1'],
    );
    expect(inWords(steps)).toEqual([
      'set log.retention.ms=1000, num.io.threads=4 in all brokers',
      'restart broker-2',
      'restart broker-3',
      'restart broker-1',
    ]);
    expect(steps.map(({ reason }) => reason)).toEqual([
      'cluster-wide: Kafka takes them while brokers run',
      ...Array<string>(3).fill('queued.max.requests is read-only: it takes effect when a node starts'),
    ]);
  });

  it('restart controllers before brokers', async () => {
    const steps = await stepsOf('multi-broker-isolated', { 'queued.max.requests': '400' }, [
      'controller-101',
    ]);
    expect(inWords(steps).slice(0, 4)).toEqual([
      'restart controller-102',
      'restart controller-103',
      'restart controller-101',
      'restart broker-1',
    ]);
  });

  it('leave ZooKeeper servers alone', async () => {
    const steps = await stepsOf('multi-zookeeper', { 'queued.max.requests': '400' }, ['broker-3']);
    expect(inWords(steps)).toEqual(['restart broker-1', 'restart broker-2', 'restart broker-3']);
  });

  it('remember what had been set before, and lead back to it', async () => {
    const set = { name: 'num.io.threads', value: '3', source: 'dynamic default' } as const;
    const steps = await stepsOf(
      'multi-broker',
      { 'num.io.threads': '4', 'log.retention.ms': '1000', 'queued.max.requests': '400' },
      [],
      new Map([['broker-1', [set]]]),
    );
    expect(steps[0]).toMatchObject({ before: { 'num.io.threads': '3', 'log.retention.ms': null } });
    const back = stepsBack(steps.slice(0, 2), resolved('multi-broker'), []);
    expect(inWords(back)).toEqual([
      'restart broker-1',
      'set num.io.threads=3 in all brokers; take log.retention.ms back in all brokers',
    ]);
  });

  it('are refused where one broker has a value of its own, which would win', async () => {
    const own = { name: 'num.io.threads', value: '3', source: 'dynamic broker' } as const;
    await expect(
      stepsOf('multi-broker', { 'num.io.threads': '4' }, [], new Map([['broker-2', [own]]])),
    ).rejects.toThrow(/^broker-2 was given num\.io\.threads=3 of its own while it ran, which wins over/);
  });

  it('are none where nothing differs', async () => {
    expect(await stepsOf('multi-broker', { 'num.io.threads': '2' })).toEqual([]);
  });
});

describe('the steps of a change of size', () => {
  const of = (name: string, before: number, after: number) => {
    const from = withBrokers(resolved(name), before);
    return sizeSteps(from, withBrokers(from, after), 1_048_576);
  };

  it('start brokers, then move partitions onto them; and move partitions off, then stop them, the last first', () => {
    expect(inWords(of('multi-broker', 3, 5))).toEqual([
      'start broker-4',
      'start broker-5',
      'move partitions onto broker-4, broker-5',
    ]);
    expect(inWords(of('multi-broker', 5, 3))).toEqual([
      'move partitions off broker-4, broker-5',
      'stop broker-5 for good',
      'stop broker-4 for good',
    ]);
    expect(of('multi-broker', 5, 3)[0]?.reason).toContain('1 MiB/s at most');
  });

  it('give topics more copies that had fewer for want of brokers', () => {
    expect(inWords(of('single-broker', 1, 3)).at(-1)).toBe(
      'move partitions onto broker-2, broker-3, 3 copies of those that have 1',
    );
  });

  it('lead back the newest first, what came after them before, and what came before them after', () => {
    const restart = (nodeId: string): ChangeStep => ({ kind: 'restart', nodeId, reason: 'a test' });
    const own = of('multi-broker', 3, 4);
    const back = stepsBack([restart('broker-2'), ...own, restart('broker-1')], resolved('multi-broker'), []);
    expect(inWords(back)).toEqual([
      'restart broker-1',
      'move partitions off broker-4',
      'stop broker-4 for good',
      'restart broker-2',
    ]);
  });
});
