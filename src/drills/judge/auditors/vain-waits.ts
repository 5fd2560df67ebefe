/** What a drill waited for in vain, and when it gave up: no finding may claim the same without what came after that. */
import { conditionNames } from '../../plan/conditions.ts';
import type { VerdictInput } from '../../record/recording.ts';
import type { DrillCondition } from '../../plan/plan.ts';

/** A wait that ended without what it was for. */
export interface VainWait {
  readonly condition: DrillCondition;
  /** When the drill gave it up; infinite where no step tells. */
  readonly atMs: number;
}

/** Every wait in vain for a condition of the lab's own. */
export function vainWaits({ notReached = [], history }: VerdictInput): readonly VainWait[] {
  const told = history.events.filter((event) => event.type === 'step');
  const used = new Set<number>();
  return notReached.flatMap((text): VainWait[] => {
    // Several waits may end in the same words: each has a step of its own.
    const index = told.findIndex((step, position) => step.text === text && !used.has(position));
    used.add(index);
    const condition = conditionsIn(text);
    return condition === undefined ? [] : [{ condition, atMs: told[index]?.atMs ?? Infinity }];
  });
}

/** When the last wait for a condition was given up within a span of time; undefined where none was. */
export function lastVainWait(
  waits: readonly VainWait[],
  condition: DrillCondition,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): number | undefined {
  const found = waits.filter(
    (wait) =>
      wait.condition === condition &&
      (wait.atMs === Infinity || (wait.atMs >= fromMs && wait.atMs <= untilMs)),
  );
  return found.length === 0 ? undefined : Math.max(...found.map(({ atMs }) => atMs));
}

function conditionsIn(text: string): DrillCondition | undefined {
  const conditions = Object.keys(conditionNames) as DrillCondition[];
  return conditions.find((condition) => text.includes(conditionNames[condition]));
}
