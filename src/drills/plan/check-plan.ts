/** Whether a value that somebody else wrote is a drill plan: every problem at once, before anything is broken. */
import type { DrillPlan, DrillStep, DrillTarget } from './plan.ts';
import { conditionNames } from './conditions.ts';
import { faultKinds } from '../faults/index.ts';
import { targetNames } from './targets.ts';

/** What is wrong with a plan, in words; empty for a plan. Steps that a function makes are checked once they are made. */
export function planProblems(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null)
    return ['it exports no plan by default; use export default { … }'];
  const { name, summary, steps, preconditions, expectation } = value as Partial<
    Record<keyof DrillPlan, unknown>
  >;
  return [
    ...(typeof name === 'string' && /^[a-z0-9][a-z0-9-]*$/.test(name)
      ? []
      : [`name ${JSON.stringify(name)} is not possible; use lower-case letters, digits and dashes`]),
    ...(typeof summary === 'string' ? [] : ['summary is missing; use one line of text']),
    ...(Array.isArray(steps) ? stepsProblems(steps) : []),
    ...(Array.isArray(steps) || typeof steps === 'function'
      ? []
      : ['steps are missing; use a list of steps, or a function from a topology to one']),
    ...functionProblems('preconditions', preconditions),
    ...functionProblems('expectation', expectation),
  ];
}

/** What is wrong with steps, in words. */
export function stepsProblems(steps: readonly unknown[]): readonly string[] {
  return steps.flatMap((step, index) => stepProblems(step).map((problem) => `step ${index + 1}: ${problem}`));
}

function functionProblems(what: string, value: unknown): readonly string[] {
  return value === undefined || typeof value === 'function' ? [] : [`${what} is no function`];
}

type StepKind = DrillStep['kind'];
type StepOf<Kind extends StepKind> = Extract<DrillStep, { kind: Kind }>;

/** What each kind of step must hold. */
const checks: {
  readonly [Kind in StepKind]: (step: Partial<Record<keyof StepOf<Kind>, unknown>>) => readonly string[];
} = {
  fault: ({ fault, target }) => [...oneOf('fault', fault, faultKinds), ...targetProblems(target)],
  await: ({ until }) => oneOf('until', until, Object.keys(conditionNames)),
  traffic: ({ durationMs }) =>
    typeof durationMs === 'number' && durationMs > 0
      ? []
      : [`durationMs ${JSON.stringify(durationMs)} is not possible; use milliseconds above 0`],
  heal: () => [],
  'lose-member': () => [],
  'await-clients': () => [],
  'elect-preferred': () => [],
  run: ({ text, run }) => [
    ...(typeof text === 'string' ? [] : ['text is missing; say what it does']),
    ...(typeof run === 'function' ? [] : ['run is no function']),
  ],
};

function stepProblems(step: unknown): readonly string[] {
  const kinds = Object.keys(checks) as StepKind[];
  const { kind } = (typeof step === 'object' && step !== null ? step : {}) as { kind?: unknown };
  const found = kinds.find((known) => known === kind);
  return found === undefined ? oneOf('kind', kind, kinds) : checks[found](step as Record<string, unknown>);
}

function targetProblems(target: unknown): readonly string[] {
  const { nodeId } = (typeof target === 'object' && target !== null ? target : {}) as { nodeId?: unknown };
  if (typeof nodeId === 'string') return [];
  const names: readonly (DrillTarget & string)[] = targetNames;
  return oneOf('target', target, names, ' or { nodeId }');
}

function oneOf(what: string, value: unknown, allowed: readonly string[], also = ''): readonly string[] {
  if (allowed.includes(value as string)) return [];
  return [`${what} ${JSON.stringify(value)} is unknown; use ${allowed.join(', ')}${also}`];
}
