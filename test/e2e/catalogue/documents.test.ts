/** What documents show in blocks is typed, page by page, as a reader would: each command ends well. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { documentedCommands } from '../../support/documented-commands.ts';
import { documentsFolder } from '../../support/documents-folder.ts';
import { klab } from '../../support/klab.ts';

/** Who else types what is not typed here, or why nobody does. */
const elsewhere: readonly (readonly [pattern: RegExp, who: string])[] = [
  [/^docs\/lessons\//, 'the tests of the lessons'],
  [/^docs\/lessons\.md:\d+ klab (lesson|produce)/, 'the tests of the lessons'],
  [/ klab matrix/, 'json-matrix and upgrades, since these take hours'],
  [/ klab ui/, 'the suite reports, since it has no end'],
  [/--on compose| klab smoke (open-stack|full-stack|conduktor)/, 'the suite of services'],
  [/--on kubernetes/, 'kubernetes-services'],
  [/ klab diff multi-broker@main/, 'the tests of diff, in repositories of their own'],
  [/^docs\/migration\.md/, 'catalogue/migration'],
  [/ klab drill secure/, 'local/certificates'],
  [/ klab secrets manifests/, 'the tests of secrets: it is about what a chart was made to'],
  [/KLAB_CA_CERT|^docs\/security.md:167/, 'the suite local/secured: it is about a CA of a person’s own'],
];

const whole = documentedCommands(packageRoot())
  .filter(({ words, isWhole }) => isWhole && words[0] === 'klab')
  .map(({ where, words }) => ({
    page: where.replace(/:\d+$/, ''),
    words,
    line: `${where} ${words.join(' ')}`,
  }));
const typedHere = whole.filter(({ line }) => !elsewhere.some(([pattern]) => pattern.test(line)));
const pages = [...new Set(typedHere.map(({ page }) => page))];

/** Verbs that need their topology up. */
const onClusters = new Set(['change', 'drill', 'smoke', 'status', 'kill', 'stop', 'start']);

async function allDown(): Promise<void> {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
}

let folder: AsyncDisposable;
beforeAll(async () => {
  folder = await documentsFolder();
});
afterEach(allDown);
afterAll(() => folder?.[Symbol.asyncDispose]());

it('there is nobody named for commands that the documents do not show', () => {
  const idle = elsewhere.filter(([pattern]) => !whole.some(({ line }) => pattern.test(line)));
  expect(idle).toEqual([]);
});

it.each(pages)('%s', { timeout: 900_000 }, async (page) => {
  const wrong: string[] = [];
  const typed = async (line: string, args: readonly string[]): Promise<void> => {
    // A file that the page has written before is the reader's own.
    const force = args[0] === 'import' ? ['--force'] : [];
    const { code, output } = await klab(...args, ...force);
    if (code !== 0) wrong.push(`${line}: klab ${args.join(' ')} ended with ${code}\n${output}`);
  };
  for (const { words, line } of typedHere.filter((one) => one.page === page)) {
    const [, verb = '', topology = ''] = words;
    const isUp = (await listInstances()).some((instance) => instance.topology.name === topology);
    // Topologies have the same ports.
    if ((onClusters.has(verb) && !isUp) || verb === 'up') await allDown();
    if (onClusters.has(verb) && !isUp) await typed(line, ['up', topology]);
    await typed(line, words.slice(1));
  }
  expect(wrong).toEqual([]);
});
