/** Brokers restart before too few of the voters are left that they were told of, and nodes that are named before a controller comes. */
import { describe, expect, it } from 'vitest';
import { withRestarts } from '../../../src/change/quorum-restarts.ts';
import { quorumSteps } from '../../../src/change/quorum-steps.ts';
import { stepInWords, stepsBack, type ChangeStep } from '../../../src/change/steps.ts';
import { withControllers } from '../../../src/cluster/changed/with-controllers.ts';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../../src/index.ts';
import { quickFailoverDynamic } from '../../support/topologies.ts';

const topology = quickFailoverDynamic();
const brokers = ['broker-1', 'broker-2', 'broker-3'];

/** @param known numbers of the controllers that every broker was told of */
function stepsOf(
  from: ResolvedTopology,
  numbers: readonly number[],
  known: readonly number[],
): readonly ChangeStep[] {
  const to = withControllers(from, numbers);
  const name = 'controller.quorum.bootstrap.servers';
  const value = known.map((number) => `at-${number}`).join(',');
  return withRestarts(quorumSteps(from, to), {
    from,
    to,
    leaders: ['controller-102'],
    inForce: new Map(brokers.map((id) => [id, [{ name, value, source: 'static' as const }]])),
    addressesOf: ({ number }) => [`at-${number}`],
  });
}

/** In short: `+104`, `-102`, `~broker-1`. */
function told(steps: readonly ChangeStep[]): string {
  const signs: Readonly<Record<string, string>> = { 'vote-in': '+', 'vote-out': '-', restart: '~' };
  const short = (id = ''): string => id.replace('controller-', '').replace('broker-', 'b');
  return steps.map((step) => `${signs[step.kind]}${short('nodeId' in step ? step.nodeId : '')}`).join(' ');
}

describe('brokers of which too few voters are left that they were told of', () => {
  const first = [101, 102, 103];
  it.each([
    ['one of three replaced: two are left', first, [101, 103, 104], first, '+104 -102'],
    ['another one: of three they know one', [101, 103, 104], [103, 104, 105], first, '+105 ~b1 ~b2 ~b3 -101'],
    ['the same, told anew meanwhile', [101, 103, 104], [103, 104, 105], [101, 103, 104], '+105 -101'],
    ['one of one gets company, and any two can agree', [101], [101, 102], [101], '+102'],
    ['a third comes, and the two others may agree', [101, 102], [101, 102, 103], [101], '+103 ~b1 ~b2 ~b3'],
    [
      'one goes of four, of whom they know two',
      [101, 103, 104, 105],
      [103, 104, 105],
      first,
      '~b1 ~b2 ~b3 -101',
    ],
    ['one goes of three', first, [102, 103], first, '-101'],
  ])('%s', (_, before, after, known, steps) => {
    expect(told(stepsOf(withControllers(topology, before), after, known))).toBe(steps);
  });

  it('say why, and stay as they are on the way back: they were told of those of before too', () => {
    const from = withControllers(topology, [101, 103, 104]);
    const steps = stepsOf(from, [103, 104, 105], first);
    expect(steps[1]).toMatchObject({
      reason: 'it was told of 1 of the 3 voters to be when it started, and finds a new leader by those alone',
    });
    expect(stepsBack(steps, from, []).map(stepInWords)).toEqual([
      'start controller-101 and have it vote',
      'take the vote of controller-105 and stop it for good',
    ]);
  });
});

describe('nodes that know one another by name', () => {
  const secured = new Topology('secured', { summary: 'a secured cluster' });
  const metadata = new ControllerQuorum(secured, 'controllers', { mode: 'isolated', dynamic: true });
  new KafkaCluster(secured, 'kafka', { metadata, brokers: 3, security: { superUsers: ['root'] } });
  const from = secured.resolve();
  const all = '~101 ~103 ~102 ~b1 ~b2 ~b3';

  it('restart before one comes, and after one has gone, either way', () => {
    const first = [101, 102, 103];
    const added = stepsOf(from, [...first, 104], first);
    expect(told(added)).toBe(`${all} +104`);
    expect(told(stepsBack(added, from, ['controller-102']))).toBe(`-104 ${all}`);
    expect(told(stepsBack(added.slice(0, 2), from, ['controller-102']))).toBe('~101 ~103');
    const four = withControllers(from, [...first, 104]);
    const removed = stepsOf(four, [101, 102, 104], [...first, 104]);
    expect(told(removed)).toBe('-103 ~101 ~104 ~102 ~b1 ~b2 ~b3');
    expect(told(stepsBack(removed, four, ['controller-102']))).toBe('~101 ~104 ~102 ~b1 ~b2 ~b3 +103');
  });
});
