/** The matrix goes on past what fails, never leaves a cluster up, and ends in order when it is interrupted. */
import { describe, expect, it } from 'vitest';
import {
  hasFailed,
  runMatrix,
  type KeptMeasures,
  type MatrixCluster,
  type MatrixSetup,
} from '../../../../src/drills/compare/matrix.ts';
import { runMeasuresOf } from '../../../../src/drills/compare/run-measures.ts';
import { upgradeMeasuresOf } from '../../../../src/drills/compare/upgrade-measures.ts';
import type { DrillResult } from '../../../../src/drills/run/run-drill.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { InterruptedError, LabError, RuntimeError } from '../../../../src/errors.ts';
import { resolved } from '../../../support/topologies.ts';
import { cleanDrill } from '../histories.ts';

const kraft: MatrixSetup = { topology: resolved('multi-broker'), ownSession: true };
const zookeeper: MatrixSetup = { topology: resolved('multi-zookeeper'), ownSession: true };
const passed: DrillResult = { ...cleanDrill(), verdict: judge(cleanDrill()) };
const lost = { ...cleanDrill(), readBack: [] };
const failed: DrillResult = { ...lost, verdict: judge(lost) };

type Outcome = DrillResult | Error;

/** A runner whose drills end as told, by `topology drill run`, and that writes down what was asked of it. */
function fake(
  outcomes: Readonly<Record<string, Outcome>> = {},
  onDrill: (key: string) => void = () => undefined,
) {
  const asked: string[] = [];
  const written: string[] = [];
  const outcome = (key: string): Outcome => outcomes[key] ?? passed;
  let run = 0;
  return {
    asked,
    written,
    runner: {
      onRun: (_setup: MatrixSetup, _drill: string, number: number) => {
        run = number;
      },
      onResult: async ({ topology }: MatrixSetup, number: number, { drill }: DrillResult) => {
        written.push(`${topology.name} ${drill} ${number}`);
      },
      async bringUp({ topology }: MatrixSetup): Promise<MatrixCluster> {
        const { name } = topology;
        asked.push(`up ${name}`);
        if (outcomes[`up ${name}`] instanceof Error) throw outcomes[`up ${name}`];
        return {
          async drill(drill) {
            asked.push(`${name} ${drill} ${run}`);
            onDrill(`${name} ${drill} ${run}`);
            const end = outcome(`${name} ${drill} ${run}`);
            if (end instanceof Error) throw end;
            return { result: end };
          },
          async down() {
            asked.push(`down ${name}`);
            if (outcomes[`down ${name}`] instanceof Error) throw outcomes[`down ${name}`];
          },
        };
      },
    },
  };
}

const signal = new AbortController().signal;
const plan = { setups: [kraft, zookeeper], drills: ['a', 'b'], runs: 2 };

describe('the matrix', () => {
  it('brings each topology up once, runs every drill as often as asked, and takes it down', async () => {
    const { runner, asked, written } = fake();
    const { cells, interrupted } = await runMatrix(plan, runner, signal);
    const drills = (name: string): string[] => [`${name} a 1`, `${name} a 2`, `${name} b 1`, `${name} b 2`];
    expect(asked).toEqual(
      ['multi-broker', 'multi-zookeeper'].flatMap((name) => [`up ${name}`, ...drills(name), `down ${name}`]),
    );
    expect(written).toHaveLength(8);
    expect(cells.map(({ drill, runs }) => [drill, runs.length])).toEqual([
      ['a', 2],
      ['b', 2],
      ['a', 2],
      ['b', 2],
    ]);
    expect(cells.some(hasFailed)).toBe(false);
    expect(interrupted).toBe(false);
  });

  it('goes on past a drill that fails, on a cluster of which everything is known', async () => {
    const { runner, asked } = fake({ 'multi-broker a 2': new RuntimeError('client', 'no traffic') });
    const { cells } = await runMatrix({ ...plan, setups: [kraft] }, runner, signal);
    expect(asked.slice(3)).toEqual([
      'down multi-broker',
      'up multi-broker',
      'multi-broker b 1',
      'multi-broker b 2',
      'down multi-broker',
    ]);
    expect(cells).toMatchObject([{ drill: 'a', problem: 'no traffic' }, { drill: 'b' }]);
    expect(cells[0]?.runs).toHaveLength(1);
    expect(cells.map(hasFailed)).toEqual([true, false]);
  });

  it('goes on past a run that fails: the others of its cell are measured all the same', async () => {
    const lostRuns: string[] = [];
    const { runner } = fake({ 'multi-broker a 1': new RuntimeError('client', 'no traffic') });
    const onLost = (_setup: MatrixSetup, drill: string, run: number, problem: string): void => {
      lostRuns.push(`${drill} ${run}: ${problem}`);
    };
    const { cells } = await runMatrix(
      { setups: [kraft], drills: ['a'], runs: 3 },
      { ...runner, onLost },
      signal,
    );
    expect(lostRuns).toEqual(['a 1: no traffic']);
    expect(cells[0]).toMatchObject({ problem: 'no traffic' });
    expect(cells[0]?.runs).toHaveLength(2);
  });

  it('measures nothing again that was kept, and keeps what it measures', async () => {
    const added: string[] = [];
    const measures = runMeasuresOf(passed);
    const kept: KeptMeasures = {
      of: (_setup, drill) => (drill === 'a' ? [measures, measures, measures] : [measures]),
      add: async (_setup, drill) => void added.push(drill),
    };
    const { runner, asked } = fake();
    const { cells } = await runMatrix({ ...plan, setups: [kraft] }, { ...runner, kept }, signal);
    expect(asked).toEqual(['up multi-broker', 'multi-broker b 2', 'down multi-broker']);
    expect(added).toEqual(['b']);
    expect(cells.map(({ runs }) => runs.length)).toEqual([2, 2]);
  });

  it('gives the next drill another cluster where a node could not be brought back', async () => {
    const { runner, asked } = fake({ 'multi-broker a 2': { ...passed, left: 'broker-1 does not start' } });
    const { cells } = await runMatrix({ ...plan, setups: [kraft] }, runner, signal);
    expect(asked.filter((what) => what.startsWith('up'))).toHaveLength(2);
    expect(cells[0]?.runs).toHaveLength(2);
  });

  it('keeps the cluster where a topology cannot have a drill, which is no failure', async () => {
    const { runner, asked } = fake({ 'multi-broker a 1': new LabError('not-supported', 'a needs racks') });
    const { cells } = await runMatrix({ ...plan, setups: [kraft] }, runner, signal);
    expect(asked).toEqual([
      'up multi-broker',
      'multi-broker a 1',
      'multi-broker b 1',
      'multi-broker b 2',
      'down multi-broker',
    ]);
    expect(cells[0]).toMatchObject({ problem: 'a needs racks', impossible: true, runs: [] });
    expect(cells.some(hasFailed)).toBe(false);
  });

  it('tells of a topology that does not come up in each of its cells, and tries it once more', async () => {
    const { runner, asked } = fake({
      'up multi-broker': new RuntimeError('port-taken', 'port 9092 is taken'),
    });
    const { cells } = await runMatrix(plan, runner, signal);
    expect(asked.filter((what) => what === 'up multi-broker')).toHaveLength(2);
    expect(cells.slice(0, 2)).toMatchObject([
      { problem: 'port 9092 is taken' },
      { problem: 'port 9092 is taken' },
    ]);
    expect(cells.slice(2).every(({ runs }) => runs.length === 2)).toBe(true);
  });

  it('gives each upgrade a cluster of its own, and none to one that cannot be', async () => {
    const { runner, asked } = fake();
    const upgrade = upgradeMeasuresOf(passed.verdict, { stepsMs: 30_000 });
    const ends = [upgrade, { ...upgrade, stepsMs: null }];
    const bringUp = async (setup: MatrixSetup): Promise<MatrixCluster> => {
      const cluster = await runner.bringUp(setup);
      return {
        ...cluster,
        drill: async (name) => ({ ...(await cluster.drill(name)), upgrade: ends.shift(), isSpent: true }),
      };
    };
    const setups: readonly MatrixSetup[] = [
      { ...kraft, upgradeTo: '4.4.0' },
      { ...zookeeper, upgradeTo: '4.4.0', obstacle: 'only one in KRaft goes on' },
    ];
    const { cells } = await runMatrix(
      { setups, drills: ['upgrade'], runs: 2 },
      { ...runner, bringUp },
      signal,
    );
    const once = (run: number): string[] => [
      'up multi-broker',
      `multi-broker upgrade ${run}`,
      'down multi-broker',
    ];
    expect(asked).toEqual([...once(1), ...once(2)]);
    // What is not at its end has kept every promise until then, and has not passed.
    expect(cells[0]?.runs.map((run) => [run.passed, run.upgrade?.stepsMs])).toEqual([
      [true, 30_000],
      [false, null],
    ]);
    expect(cells[1]).toMatchObject({ problem: 'only one in KRaft goes on', impossible: true, runs: [] });
    expect(cells.map(hasFailed)).toEqual([true, false]);
  });

  it('makes no further upgrade where a cluster could not be taken down', async () => {
    const { runner, asked } = fake({
      'down multi-broker': new RuntimeError('left-behind', 'a process stays'),
    });
    const bringUp = async (setup: MatrixSetup): Promise<MatrixCluster> => {
      const cluster = await runner.bringUp(setup);
      return { ...cluster, drill: async (name) => ({ ...(await cluster.drill(name)), isSpent: true }) };
    };
    const { cells } = await runMatrix(
      { setups: [kraft], drills: ['upgrade'], runs: 3 },
      { ...runner, bringUp },
      signal,
    );
    expect(asked.filter((what) => what.startsWith('up'))).toHaveLength(1);
    expect(cells[0]).toMatchObject({ problem: 'the cluster could not be taken down: a process stays' });
    expect(cells[0]?.runs).toHaveLength(1);
  });

  it('counts a verdict that failed, and says when a cluster could not be taken down', async () => {
    const { runner } = fake({
      'multi-broker a 1': failed,
      'down multi-zookeeper': new RuntimeError('left-behind', 'a process stays'),
    });
    const { cells } = await runMatrix(plan, runner, signal);
    expect(cells.map(hasFailed)).toEqual([true, false, false, true]);
    expect(cells[3]?.problem).toBe('the cluster could not be taken down: a process stays');
  });

  it.each([
    { how: 'with a result', end: { ...passed, interrupted: true } },
    { how: 'with an error', end: new InterruptedError() },
  ])('takes its cluster down when it is interrupted $how, and starts nothing more', async ({ end }) => {
    const interruption = new AbortController();
    const { runner, asked, written } = fake({ 'multi-broker a 2': end }, (key) => {
      if (key === 'multi-broker a 2') interruption.abort();
    });
    const { cells, interrupted } = await runMatrix(plan, runner, interruption.signal);
    expect(interrupted).toBe(true);
    expect(asked).toEqual(['up multi-broker', 'multi-broker a 1', 'multi-broker a 2', 'down multi-broker']);
    expect(written).toEqual(['multi-broker kill-leader 1']);
    expect(cells.map(({ problem }) => problem)).toEqual(Array.from({ length: 4 }, () => 'interrupted'));
    expect(cells[0]?.runs).toHaveLength(1);
  });
});
