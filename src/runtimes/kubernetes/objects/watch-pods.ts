/** Looks at an instance's pods while something else waits for its brokers, so that a wait can say what it waits for. */
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../../errors.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { examinePods } from './pod-problems.ts';
import type { Before, PodProblem } from './pod-reading.ts';

/** Pause between two looks: each is a process, and nodes that start need the processor. */
const intervalMs = 2_000;

/** A server under load may fail to answer now and then. */
const failuresAtMost = 3;

/** Machines that are still to come are there by then, in milliseconds. */
const patienceMs = 30_000;

/** What was seen last. */
export interface PodWatch extends Disposable {
  problems(): readonly PodProblem[];
  /** Why nothing can be seen any more, such as an API server that is gone. */
  failure(): unknown;
}

/** @param onChange told in words whenever the problems change. */
export function watchPods(instance: Instance, before: Before, onChange: (text: string) => void): PodWatch {
  const end = new AbortController();
  let problems: readonly PodProblem[] = [];
  let failures = 0;
  let failure: unknown;
  let said = '';
  const since = new Map<string, number>();
  const look = async (): Promise<boolean> => {
    try {
      problems = withPatience(await examinePods(instance, before, { signal: end.signal }), since);
      failures = 0;
    } catch (error) {
      failures += 1;
      const isLost = error instanceof LabError && error.code === 'no-instance';
      if (failures >= failuresAtMost || isLost) failure = error;
      return failure === undefined;
    }
    const text = problems.map(({ nodeId, reason }) => `${nodeId} ${reason}`).join('; ');
    if (text !== said && text !== '') onChange(text);
    said = text;
    return true;
  };
  const watch = async (): Promise<void> => {
    while (!end.signal.aborted && (await look())) await pause(end.signal);
  };
  void watch();
  return {
    problems: () => problems,
    failure: () => failure,
    [Symbol.dispose]: () => end.abort(),
  };
}

/** What stays as it is for long is final. @param since when each was seen first, in milliseconds; kept up to date */
export function withPatience(
  problems: readonly PodProblem[],
  since: Map<string, number>,
  now = performance.now(),
): readonly PodProblem[] {
  const keyOf = ({ nodeId, reason }: PodProblem): string => `${nodeId} ${reason}`;
  const seen = new Set(problems.map(keyOf));
  for (const key of since.keys()) if (!seen.has(key)) since.delete(key);
  return problems.map((problem) => {
    const { finalIfItStays: final } = problem;
    if (final === undefined) return problem;
    const key = keyOf(problem);
    const first = since.get(key) ?? now;
    since.set(key, first);
    return now - first >= patienceMs ? { ...problem, final } : problem;
  });
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(intervalMs, undefined, { signal, ref: false });
  } catch {
    // The watch is over.
  }
}
