/** What a check of the whole project wants to know beside vitest's own report: tests that only pass when repeated, and slow files. */
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { packageRoot } from '../../src/package-root.ts';

/** Names a file to which `SECONDS PATH` of every test file is added. */
const timesVariable = 'KLAB_TEST_TIMES';

/** Prints `FLAKY` and its name for every test that failed and passed when it was repeated at once. */
export default class SuiteReporter implements Reporter {
  readonly #flaky: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    const why = error === undefined ? '' : `: ${error.message.split('\n')[0]}`;
    this.#flaky.push(`FLAKY ${pathOf(test.module)} > ${test.fullName}${why}`);
  }

  onTestModuleEnd(module: TestModule): void {
    const path = process.env[timesVariable];
    if (path === undefined || path === '') return;
    appendFileSync(path, `${(module.diagnostic().duration / 1_000).toFixed(1)} ${pathOf(module)}\n`);
  }

  onTestRunEnd(): void {
    for (const line of this.#flaky) console.log(line);
  }
}

function pathOf({ moduleId }: TestModule): string {
  return relative(packageRoot(), moduleId);
}
