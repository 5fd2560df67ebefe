/** `npm run test:e2e -- RUNTIME…`: runs the end-to-end tests of the named runtimes on real clusters. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { packageRoot } from '../src/package-root.ts';

const folder = join('test', 'e2e');
const suites = readdirSync(join(packageRoot(), folder));
const asked = process.argv.slice(2);
const unknown = asked.filter((suite) => !suites.includes(suite));
if (unknown.length > 0 || asked.length === 0) {
  console.error(`error: "${unknown.join(', ')}" is no end-to-end suite; use ${suites.join(', ')}`);
  process.exitCode = 2;
} else {
  const paths = asked.map((suite) => `${join(folder, suite)}/`);
  // Brokers start in seconds and then mostly wait for sessions to end.
  const sideBySide = asked.every((suite) => ['local', 'compose', 'services', 'kubernetes'].includes(suite));
  const parallel = sideBySide ? ['--file-parallelism', '--max-workers=2'] : [];
  const env = sideBySide ? { ...process.env, KLAB_TEST_SIDE_BY_SIDE: '1' } : process.env;
  const result = await $({
    stdio: 'inherit',
    nothrow: true,
    env,
  })`vitest run --project e2e ${parallel} ${paths}`;
  process.exitCode = result.exitCode ?? 1;
}
