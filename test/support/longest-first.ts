/** The order of test files that run side by side: what takes minutes begins first, so that no processor idles at the end. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { packageRoot } from '../../src/package-root.ts';

/** Files that wait longest, whose size does not show it; vitest puts larger files first. */
const longest = [
  'services/compose',
  'compose/attached',
  // Three of these work on one cluster in turn, and beside them a cluster of its own.
  'kubernetes/rolling',
  'kubernetes/forwards',
  'kubernetes/faults',
  'kubernetes/isolation',
  ...[
    'certificates',
    'library',
    'change-version',
    'change-size',
    'change',
    'catalogue',
    'catalogue-shapes',
    'json',
    'drill',
    'terminal',
    'topologies',
    'zookeeper',
  ].map((name) => `local/${name}`),
].map((name) => `test/e2e/${name}.test.ts`);

/** Sorts as vitest does, but for the {@link longest}. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this is vitest's sequencer, and no array
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.indexOf(relative(packageRoot(), moduleId));
      return index === -1 ? longest.length : index;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
