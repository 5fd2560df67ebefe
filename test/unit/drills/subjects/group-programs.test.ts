/** Consumers of a client are one group: what one of them had, all of them had, and one can be lost without a trouble of the client's. */
import { expect, it } from 'vitest';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { GroupPrograms } from '../../../../src/drills/subjects/group-programs.ts';
import { ProgramWatch } from '../../../../src/drills/subjects/program-watch.ts';
import { startProgram } from '../../../../src/runtimes/host/program.ts';

const reads = (partition: number, offset: number): string =>
  `echo '{"name":"record_data","partition":${partition},"offset":${offset},"value":"0.${offset}"}'; while :; do sleep 0.05; done`;

function members(...scripts: readonly string[]) {
  const recorder = new Recorder();
  const all = scripts.map(
    (script) =>
      new ProgramWatch({
        subject: 'mine',
        role: 'consumer',
        topic: 'orders',
        command: { command: 'sh', args: ['-c', script] },
        start: startProgram,
        recorder,
      }),
  );
  const ends = () =>
    recorder
      .eventsSoFar()
      .flatMap((event) => (event.type === 'subject-program' && event.state !== 'started' ? [event] : []));
  return { all, group: new GroupPrograms(all), ends };
}

it('one of two is lost, and the other one goes on', async () => {
  const { all, group, ends } = members(reads(0, 7), reads(1, 9));
  expect(group.isAtWork).toBe(true);
  await group.start();
  expect(group.isAtWork).toBe(false);
  await expect.poll(() => group.isAtWork).toBe(true);
  expect([group.reached(0), group.reached(1), group.reached(2), group.records]).toEqual([7, 9, -1, 2]);
  await group.lose();
  expect(all.map(({ isOver }) => isOver)).toEqual([false, true]);
  expect(group.isOver).toBe(false);
  // Nothing of it is a trouble of the client's.
  expect(ends().map(({ state, reason }) => [state, reason])).toEqual([
    ['killed', undefined],
    ['ended', undefined],
  ]);
  await group.kill();
  expect(group.isOver).toBe(true);
});

it('one that is alone is not', async () => {
  const { group } = members(reads(0, 7));
  await group.start();
  await expect.poll(() => group.records).toBe(1);
  await group.lose();
  expect(group.isOver).toBe(false);
  await group.end(2_000);
  expect(group.isOver).toBe(true);
});
