/** A lesson on the page of `klab ui`, in a real browser on the cluster that it brings up: foreseen, checked, measured, tidied up. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { startBrowser } from '../../support/browser.ts';
import { klab } from '../../support/klab.ts';
import { scrollsSideways } from '../../support/report-page.ts';
import { axeProblems, openPage, startUi, type Ui } from '../../support/ui.ts';

let browser: Browser;
let ui: Ui;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  ui = await startUi();
  page = await openPage(browser, ui.printedJson.url, complaints);
});
afterAll(async () => {
  ui?.child.kill('SIGINT');
  await ui?.ended();
  await browser?.close();
});

const lesson = () => page.getByRole('region', { name: 'Lesson: Keys and order' });
const button = (name: string) => lesson().getByRole('button', { name, exact: true });
const course = () => lesson().getByRole('log');

it('leaves nothing of a beginning that is stopped', async () => {
  await page.getByLabel('on free ports').check();
  await page.getByRole('button', { name: 'Begin Keys and order' }).click();
  const preparation = page.getByRole('region', { name: 'Preparation of keys-and-order' });
  await preparation.getByRole('button', { name: 'Stop that' }).click();
  await preparation.getByText('stopped', { exact: true }).waitFor({ timeout: 60_000 });
  expect(await listInstances()).toEqual([]);
});

it('begins on a cluster that it brings up, which the page shows beside it', async () => {
  await page.getByRole('button', { name: 'Begin Keys and order' }).click();
  await lesson().getByText('Step 1 of 3: records with keys').waitFor({ timeout: 90_000 });
  await page.getByText('3 of 3 brokers answer').waitFor();
  await lesson().getByText('which was brought up for it').waitFor();
  expect((await listInstances()).map(({ topology }) => topology.name)).toEqual(['multi-broker']);
});

it('says what a check lacks, and goes on only from what was checked', async () => {
  await button('Check').click();
  await course().getByText('not there yet: lesson-accounts has 0 records').waitFor({ timeout: 60_000 });
  await button('Next step').click({ force: true });
  await lesson().getByText('step 1 is not checked yet').waitFor();
  await lesson().getByText('Hint', { exact: true }).click();
  await lesson().getByText('each value is KEY:VALUE').waitFor();
  expect(await button('Next step').getAttribute('aria-disabled')).toBe('true');
});

it('has the step done, and shows what was measured beside what was foreseen', async () => {
  await lesson().getByLabel('Your answer, in partitions').fill('many');
  await button('Say it').click();
  await lesson().getByText('"many" is no number').waitFor();
  await lesson().getByLabel('Your answer, in partitions').fill('3');
  await button('Say it').click();
  await lesson().getByText('You said 3 partitions.').waitFor();
  await button('Do it for me').click();
  await course().getByText('$ klab topics multi-broker-local-').waitFor();
  await lesson()
    .getByText('You said 3 partitions, measured 1 partition: not as foreseen.')
    .waitFor({ timeout: 60_000 });
  await course().getByText("anna's records read opened, paid-in, closed").waitFor();
  await page.getByRole('table', { name: 'lesson-accounts' }).waitFor();
  expect(await button('Next step').getAttribute('aria-disabled')).toBe('false');
});

it.each(['light', 'dark'] as const)('can be used in %s by everybody, on any screen', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  expect(await axeProblems(page)).toEqual([]);
  for (const width of [360, 1_280, 2_560]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await scrollsSideways(page)).toBe(false);
  }
});

it('stands where a terminal leaves it, and begins anew', async () => {
  await button('Next step').click();
  await lesson().getByText('Step 2 of 3: order, and where it ends').waitFor();
  expect((await klab('lesson', 'predict', 'no')).code).toBe(0);
  await lesson().getByText('You said no.').waitFor();
  expect((await klab('lesson', 'show')).output).toContain('Step 2 of 3');
  await button('Begin anew').click();
  await lesson().getByText('Step 1 of 3').waitFor({ timeout: 60_000 });
  await page.getByRole('table', { name: 'lesson-accounts' }).waitFor({ state: 'detached' });
});

it('ends, and takes the cluster down that it brought up', async () => {
  await button('End the lesson').click();
  await page.getByText('lesson keys-and-order has ended').waitFor({ timeout: 60_000 });
  await page.getByText('No cluster is shown').waitFor();
  expect(await listInstances()).toEqual([]);
  // A browser notes what was refused above.
  expect(complaints.filter((text) => !text.includes('status of 422'))).toEqual([]);
});
