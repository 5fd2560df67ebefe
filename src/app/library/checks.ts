/** Smoke checks for programs. */
import type { CheckResult } from '../../checks/kit/check.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { aFunction, aWord, listOf, wholeNumber } from '../../constructs/prop-rules.ts';
import { checkedOptions, type Rules } from '../../constructs/props.ts';
import { assertCluster, signalRule } from './given.ts';

/** Options of {@link runChecks}. */
export interface CheckOptions {
  /** Names of the checks to run, as `klab smoke --only` takes them. @default all */
  readonly only?: readonly string[];
  /** Time for each check, in milliseconds. @default each check's own */
  readonly timeoutMs?: number;
  /** Interrupts the run; what the checks made is removed all the same. @default none */
  readonly signal?: AbortSignal;
  /** Told each result as it comes. @default nobody is told */
  readonly onResult?: (result: CheckResult) => void;
}

const rules: Rules<CheckOptions> = {
  only: listOf(aWord, "'records-kept'"),
  timeoutMs: wholeNumber(1),
  signal: signalRule,
  onResult: aFunction,
};

/**
 * Proves with real clients that a cluster keeps its promises, and leaves nothing behind.
 * @returns what each check came to; one that does not hold is a result whose outcome is `failed`, never an error.
 * @throws UsageError for a check that there is not; InterruptedError when the signal fires.
 */
export async function runChecks(
  cluster: RunningCluster,
  given: CheckOptions = {},
): Promise<readonly CheckResult[]> {
  assertCluster(cluster, 'runChecks');
  const options = checkedOptions('runChecks', given, rules);
  const checks = await import('../../checks/run-checks.ts');
  return await checks.runChecks(cluster, options);
}
