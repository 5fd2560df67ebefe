/** A change as a drill: its steps are what is done to the cluster while clients work on it. */
import type { RunningCluster } from '../cluster/running-cluster.ts';
import type { DrillPlan, DrillStep, StepContext } from '../drills/plan/plan.ts';
import type { RaiseStep } from './feature-steps.ts';
import { isMigrationStep, type MigrationStep } from './migration-steps.ts';
import { isQuorumStep, type QuorumStep } from './quorum-steps.ts';
import { isSizeStep, type SizeStep } from './size-steps.ts';
import { stepInWords, type ChangeStep, type SetStep } from './steps.ts';

/** How the steps of a change are done, and where it is noted how far it is. */
export interface ChangeActs {
  /** Noted before a step, so that whoever goes back knows that it may be done. @param index counts from 0 */
  begin(index: number): Promise<void>;
  /** Noted after it. */
  end(index: number): Promise<void>;
  /** Sets values in brokers, and waits until they are in force. */
  set(step: SetStep, cluster: RunningCluster): Promise<void>;
  /** Has a broker come or go, or moves partitions. @param say told how far that is */
  resize(step: SizeStep, cluster: RunningCluster, say: (text: string) => void): Promise<void>;
  /** Has a controller come and vote, or lose its vote and go. @param say told how far that is */
  revote(step: QuorumStep, cluster: RunningCluster, say: (text: string) => void): Promise<void>;
  /** Has the cluster work with higher feature levels. */
  raise(step: RaiseStep, cluster: RunningCluster): Promise<void>;
  /** Does one step of a move of metadata; of a restart, what is done while the node is stopped. */
  migrate(step: MigrationStep, cluster: RunningCluster, say: (text: string) => void): Promise<void>;
  /** Waits until no copy of any partition is out of sync, so that a node can be spared. */
  untilWhole(cluster: RunningCluster): Promise<void>;
  /** Waits until every partition has another copy in sync than that of a node, so that this one can be spared. */
  untilSpared(nodeId: string, cluster: RunningCluster): Promise<void>;
}

/** How clients work before the first step and after the last one, in milliseconds. */
const calmMs = 2_000;

/** The plan of a change. @param from index of the first step that is not done yet. @default 0 */
export function changePlan(steps: readonly ChangeStep[], acts: ChangeActs, from = 0): DrillPlan {
  const rest = steps.map((step, index) => ({ step, index })).slice(from);
  // What is gone for good is missed by a drill that waits for all.
  const shrinks = steps.some(({ kind }) => kind === 'leave');
  const restarts = rest.some(({ step }) => step.kind === 'restart' || step.kind === 'reform');
  return {
    name: 'change',
    summary: steps.map(stepInWords).join('; '),
    endsInVain: true,
    steps: [
      ...rest.flatMap(({ step, index }) =>
        drillSteps(step, index, steps.length, acts).filter((one) => !(shrinks && awaitsAll(one))),
      ),
      ...(restarts ? leadersHome : []),
      { kind: 'traffic', durationMs: calmMs },
    ],
  };
}

const leadersHome: readonly DrillStep[] = [
  { kind: 'elect-preferred' },
  { kind: 'await', until: 'preferred-leaders' },
];

function awaitsAll(step: DrillStep): boolean {
  return step.kind === 'await' && step.until === 'full-isr';
}

function drillSteps(step: ChangeStep, index: number, count: number, acts: ChangeActs): readonly DrillStep[] {
  const text = `step ${index + 1} of ${count}: ${stepInWords(step)} (${step.reason})`;
  /** One that is a single act, noted before and after. */
  const single = (act: (context: StepContext) => Promise<void>, asWhole: boolean): DrillStep => ({
    kind: 'run',
    text,
    async run(context) {
      if (asWhole) await acts.untilWhole(context.cluster);
      await acts.begin(index);
      await act(context);
      await acts.end(index);
    },
  });
  const calm: DrillStep = { kind: 'traffic', durationMs: calmMs };
  if (step.kind === 'set') return [single(({ cluster }) => acts.set(step, cluster), false), calm];
  if (step.kind === 'raise') return [single(({ cluster }) => acts.raise(step, cluster), true), calm];
  if (isQuorumStep(step)) {
    const revote = async ({ cluster, say }: StepContext): Promise<void> => {
      await acts.revote(step, cluster, say);
      await acts.untilWhole(cluster);
    };
    return [single(revote, true), calm];
  }
  if (isSizeStep(step)) {
    const resize = async ({ cluster, say, retire }: StepContext): Promise<void> => {
      if (step.kind === 'leave') retire(step.nodeId);
      await acts.resize(step, cluster, say);
      await acts.untilWhole(cluster);
    };
    // Who has got copies leads its share of them.
    return [single(resize, step.kind === 'leave'), ...(step.kind === 'move' ? leadersHome : [])];
  }
  if (isMigrationStep(step) && step.kind !== 'reform')
    return [single(async ({ cluster, say }) => acts.migrate(step, cluster, say), true), calm];
  const isLast = index === count - 1;
  // Leaders that have not left the quorum yet may take no copy back until they restart: waiting for all would be in vain.
  const lags = step.kind === 'reform' && step.form === 'zookeeper';
  const untilReady = async (cluster: RunningCluster): Promise<void> =>
    lags ? acts.untilSpared(step.nodeId, cluster) : acts.untilWhole(cluster);
  const meanwhile = step.kind === 'reform' && step.releases !== undefined ? step : undefined;
  return [
    {
      kind: 'run',
      text,
      async run({ cluster }) {
        await untilReady(cluster);
        await acts.begin(index);
      },
    },
    { kind: 'fault', fault: 'stop', target: { nodeId: step.nodeId } },
    { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
    ...(meanwhile === undefined
      ? []
      : [
          {
            kind: 'run',
            text: `${meanwhile.releases?.join(', ')} go while ${meanwhile.nodeId} is stopped`,
            run: async ({ cluster, say }) => acts.migrate(meanwhile, cluster, say),
          } satisfies DrillStep,
        ]),
    { kind: 'heal' },
    { kind: 'await', until: 'writes-back' },
    ...(lags && !isLast ? [] : [{ kind: 'await', until: 'full-isr' } satisfies DrillStep]),
    {
      kind: 'run',
      text: `${step.nodeId} is as it is to be`,
      async run({ cluster }) {
        await (isLast ? acts.untilWhole(cluster) : untilReady(cluster));
        await acts.end(index);
      },
    },
  ];
}
