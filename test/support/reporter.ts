/** What a check of the whole project wants to know beside vitest's own report: tests that only pass when repeated, slow files, hung ones. */
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { packageRoot } from '../../src/package-root.ts';

/** Names a file to which `SECONDS PATH` of every test file is added. */
const timesVariable = 'KLAB_TEST_TIMES';

/**
 * Prints `FLAKY` and its name for every test that failed and passed when it was repeated at once, and `UNFINISHED` for every
 * file that was at work when the run was ended from outside.
 */
export default class SuiteReporter implements Reporter {
  readonly #flaky: string[] = [];
  readonly #atWork = new Set<string>();

  onInit(): void {
    process.once('SIGTERM', () => {
      for (const path of this.#atWork) console.log(`UNFINISHED ${path}`);
      // Nobody listens any more, so that it ends this process.
      process.kill(process.pid, 'SIGTERM');
    });
  }

  onTestModuleStart(module: TestModule): void {
    this.#atWork.add(pathOf(module));
  }

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    const why = error === undefined ? '' : `: ${error.message.split('\n')[0]}`;
    this.#flaky.push(`FLAKY ${pathOf(test.module)} > ${test.fullName}${why}`);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#atWork.delete(pathOf(module));
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
