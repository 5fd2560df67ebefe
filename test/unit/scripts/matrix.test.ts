/** What is asked of `klab matrix` wrongly is one line, before any cluster is started. */
import { expect, it } from 'vitest';
import { command } from '../../../scripts/matrix.ts';

const failure = (...args: string[]): Promise<unknown> =>
  command()
    .parseAsync(args, { from: 'user' })
    .then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );

it.each([
  [['--from', '3.9.2'], '--from names versions of upgrades, and there are none; add --upgrades'],
  [['--to', '4.4.0'], '--to names versions of upgrades, and there are none; add --upgrades'],
  [['--upgrades', '--drills', 'kill-leader'], '--upgrades and --drills exclude each other; keep one'],
  [['--upgrades', '--clients'], '--upgrades and --clients exclude each other; keep one'],
  [
    ['--upgrades', '--from', '4.3.1', '--to', '4.3.1'],
    '--from 4.3.1 has no later version among 4.3.1; an upgrade goes to a later one',
  ],
  [
    ['--upgrades', '--from', '4.3.1', '--to', '4.4.0,4.0.2'],
    '--to 4.0.2 has no earlier version among 4.3.1; an upgrade goes to a later one',
  ],
])('%j is refused', async (args, line) => {
  expect(await failure(...args)).toBe(line);
});

it('names the versions that there are, and how to have another', async () => {
  expect(await failure('--upgrades', '--from', '3.8.1')).toMatch(
    /^--from 3\.8\.1 is not possible; use 4\.4\.0, .*, or lock it: klab lock 3\.8\.1$/,
  );
});
