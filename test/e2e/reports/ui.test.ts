/** `klab ui` in a real browser on a real cluster: what is done on the page happens, what happens is seen, for everybody. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { startBrowser } from '../../support/browser.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { scrollsSideways } from '../../support/report-page.ts';
import { axeProblems, openPage, startUi, type Ui } from '../../support/ui.ts';

const offset = '15100';
const id = `multi-broker-local-${offset}`;
let browser: Browser;
let ui: Ui;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  const shape = ['--on', 'local', '--isolatable', '--port-offset', offset];
  ui = await startUi('--up', 'multi-broker', ...shape);
  page = await openPage(browser, ui.printedJson.url, complaints);
});
afterAll(async () => {
  ui?.child.kill('SIGINT');
  await ui?.ended();
  await browser?.close();
});

const node = (name: string) => page.getByRole('article', { name, exact: true });
const press = async (act: string, name: string): Promise<void> =>
  await page.getByRole('button', { name: `${act} ${name}`, exact: true }).click();
const events = () => page.getByRole('log');

it('shows the cluster that it brought up, in the shape that is stored', async () => {
  expect(shapeProblems(ui.printedJson, storedExample('ui'))).toEqual([]);
  expect(ui.printedJson.instance).toBe(id);
  await page.getByRole('heading', { name: id }).waitFor();
  await page.getByText('3 of 3 brokers answer').waitFor();
  await page.getByText('active controller', { exact: true }).waitFor();
});

it('makes a topic, writes to it, reads it, and shows the way of a record', async () => {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await button('Make it').click();
  await page.getByRole('table', { name: 'orders' }).waitFor();
  await button('Start a producer').click();
  await button('Start a group').click();
  const way = page.getByRole('table', { name: 'The way of the last records' }).getByRole('row').nth(1);
  await way.getByText(/^member 1 of readers-/).waitFor({ timeout: 60_000 });
  expect(await way.innerText()).toMatch(/^(anna|bert|cleo|dora|emil|fay|gus|hana)\s+record \d+\s+orders\/\d/);
  await button('Add a member').click();
  const group = page.getByRole('group', { name: /^Group readers-/ });
  await group.getByText(/member 2 reads partitions? \d/).waitFor({ timeout: 60_000 });
  await button('Remove member 1').click();
  await group.getByText(/member 2 reads partitions 0, 1, 2/).waitFor({ timeout: 60_000 });
  // A field is a proposal; what klab takes is decided there.
  await page.getByLabel('Name of the topic').fill('../orders');
  await button('Make it').click();
  await page.getByText('name "../orders" is not possible').waitFor();
});

it('shows a group of others, and moves and removes it once nobody is in it, for whoever types its name', async () => {
  const reader = startKlab('consume', id, 'orders', '--group', 'shop', '--follow');
  const shop = page.getByRole('group', { name: 'Group shop', exact: true });
  await shop.getByText(/Describe shop: Stable, members: 1/).waitFor({ timeout: 60_000 });
  await shop.getByText('Describe').click();
  await shop.getByRole('row', { name: /^orders\/0 .* member 1$/ }).waitFor();
  const button = (name: string) => shop.getByRole('button', { name, exact: true });
  await button('Remove shop').click({ force: true });
  await shop.getByText('only groups that nobody is in (NON_EMPTY_GROUP)').waitFor();
  reader.child.kill('SIGINT');
  await reader.ended();
  expect(reader.output()).toContain('joined group shop');
  await shop.getByText(/Describe shop: Empty/).waitFor({ timeout: 60_000 });
  await button('Move offsets of shop').click({ force: true });
  await shop.getByText('type its name first: shop').waitFor();
  await page.getByLabel('To change it, type shop').fill('shop');
  await button('Move offsets of shop').click();
  await events().getByText('group shop reads orders from the earliest on').waitFor({ timeout: 60_000 });
  await shop.getByRole('row', { name: /^orders\/0 0 / }).waitFor();
  await button('Remove shop').click();
  await events().getByText('group shop was removed, with its offsets').waitFor({ timeout: 60_000 });
  await shop.waitFor({ state: 'detached' });
});

it('kills a broker, sees it gone, and starts it again', async () => {
  await press('Kill', 'broker-1');
  await node('broker-1').getByText('stopped', { exact: true }).waitFor();
  await page.getByText('2 of 3 brokers answer').waitFor();
  await events().getByText('broker-1 was killed').waitFor();
  // A reload begins where the tab was, and so does another tab.
  await page.reload();
  await events().getByText('broker-1 was killed').waitFor();
  await press('Start', 'broker-1');
  await page.getByText('3 of 3 brokers answer').waitFor({ timeout: 60_000 });
  expect(await node('broker-1').getByText('stopped', { exact: true }).count()).toBe(0);
});

it('does each of the other acts, and says of each that cannot be done why', async () => {
  await press('Pause', 'broker-3');
  await node('broker-3').getByText('paused', { exact: true }).waitFor();
  // One that is grey says why, to whoever presses it too.
  await page.getByRole('button', { name: 'Stop broker-3' }).click({ force: true });
  await node('broker-3').getByText('paused and cannot end in order').waitFor();
  await press('Resume', 'broker-3');
  await node('broker-3').getByText('runs', { exact: true }).waitFor();
  await node('broker-3').getByRole('combobox').selectOption('from the other nodes');
  await press('Isolate', 'broker-3');
  await node('broker-3').getByText('cut off from the other nodes').first().waitFor();
  await press('Heal', 'broker-3');
  await node('broker-3').getByText('runs', { exact: true }).waitFor();
  const heal = page.getByRole('button', { name: 'Heal broker-3' });
  expect(await heal.getAttribute('title')).toBe('broker-3 is not cut off');
});

it('sees what is done elsewhere', async () => {
  expect((await klab('pause', id, 'broker-2')).code).toBe(0);
  await node('broker-2').getByText('paused', { exact: true }).waitFor();
  expect((await klab('resume', id, 'broker-2')).code).toBe(0);
  await node('broker-2').getByText('runs', { exact: true }).waitFor();
});

it('proves a promise, runs a drill, and shows its report', async () => {
  await page.getByLabel('What to prove').selectOption('brokers-registered');
  await page.getByRole('button', { name: 'Prove it' }).click();
  await page.getByText('1 passed, 0 failed, 0 skipped').waitFor({ timeout: 60_000 });
  await page.getByLabel('What is to happen under load').selectOption('stop-leader');
  await page.getByRole('button', { name: 'Run the drill' }).click();
  await page.getByText(/\d s: stopped broker-\d/).waitFor({ timeout: 60_000 });
  // Its time line grows while it runs, and at the end is what the verdict says.
  await page.getByRole('img', { name: /^Time line of stop-leader on / }).waitFor();
  const words = page.getByText('The time line in words');
  await words.click();
  const lane = (name: RegExp) => page.getByRole('row', { name });
  await lane(/^broker-\d fault stopped (since )?\d/).waitFor();
  await page.getByText('when nothing was written or read, so far').waitFor();
  // Its own group is no stranger's.
  expect(await page.getByRole('group', { name: /^Group klab-/ }).count()).toBe(0);
  await page.getByText(/^PASSED: \d+ records acknowledged, 0 lost/).waitFor({ timeout: 90_000 });
  await lane(/^broker-\d fault stopped \d+\.\d s to \d/).waitFor();
  await lane(/^partition 0 leader broker-\d/).waitFor();
  await lane(/^partition 0 writes (never interrupted|no writes \d)/).waitFor();
  await words.click();
  const link = page.getByRole('link', { name: 'The report' });
  const opened = page.waitForEvent('popup');
  await link.click();
  const report = await opened;
  expect(await report.title()).toContain('stop-leader');
  await report.close();
});

it.each(['light', 'dark'] as const)('can be used in %s by everybody, on any screen', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  expect(await axeProblems(page)).toEqual([]);
  for (const width of [360, 1_280, 2_560]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await scrollsSideways(page)).toBe(false);
  }
});

it('shows nothing to whoever has another key', async () => {
  const { origin, pathname } = new URL(ui.printedJson.url);
  const other = pathname.replace(/^\/./, pathname.startsWith('/a') ? '/b' : '/a');
  expect((await fetch(`${origin}${other}`)).status).toBe(403);
  expect((await fetch(`${origin}${other}events`)).status).toBe(403);
});

it('stops a broker, has complained of nothing and asked nothing of others, and takes its cluster down at Ctrl-C', async () => {
  await page.getByRole('button', { name: 'Remove the group' }).click();
  await events().getByText('was removed').waitFor();
  await page.getByRole('button', { name: 'Stop producer 1' }).click();
  await events().getByText('producer 1 was stopped').waitFor();
  await press('Stop', 'broker-2');
  await node('broker-2').getByText('stopped', { exact: true }).waitFor({ timeout: 60_000 });
  // A browser notes what was refused above.
  expect(complaints.filter((text) => !text.includes('status of 422'))).toEqual([]);
  ui.child.kill('SIGINT');
  await page.getByText('klab does not answer').waitFor();
  expect(await ui.ended()).toBe(0);
  expect(await listInstances()).toEqual([]);
});

it('opens on what there is, in the tab that was open, brings a cluster up, breaks a rack of it, and takes it down', async () => {
  ui = await startUi();
  await page.getByText('No cluster is shown').waitFor();
  await page.getByText('Nothing is up').waitFor();
  await page.getByRole('button', { name: 'Compare' }).click();
  expect(await page.getByRole('region', { name: 'What differs between them' }).innerText()).toContain(
    '; risk ',
  );
  expect(await axeProblems(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 900 });
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByLabel('Where').selectOption('local');
  await page.getByLabel('beside others').check();
  const raise = page.getByRole('button', { name: 'Bring three-racks up' });
  await raise.click();
  const course = page.getByRole('region', { name: 'Up of three-racks' });
  await course.getByText(/^three-racks-local-\d+ is ready/).waitFor({ timeout: 60_000 });
  await page.getByText('6 of 6 brokers answer').waitFor();
  await page.getByRole('button', { name: 'Kill rack a' }).click();
  await page.getByText('4 of 6 brokers answer').waitFor();
  await page.getByRole('button', { name: 'Start rack a' }).click();
  await events().getByText('rack a was started').waitFor({ timeout: 60_000 });
  await page.getByText('6 of 6 brokers answer').waitFor();
  await page.getByRole('button', { name: /^Take three-racks-local-\d+ down/ }).click();
  await page.getByRole('button', { name: 'No, leave it up' }).click();
  await page.getByRole('button', { name: /^Take three-racks-local-\d+ down/ }).click();
  await page.getByRole('button', { name: 'Yes, remove' }).click();
  await page.getByText(/^three-racks-local-\d+ is gone, with its data/).waitFor({ timeout: 60_000 });
  await page.getByText('No cluster is shown').waitFor();
});

it('leaves nothing of a cluster that is being brought up at Ctrl-C', async () => {
  await page.getByRole('button', { name: 'Bring single-broker up' }).click();
  await page.getByRole('button', { name: 'Stop it' }).waitFor();
  ui.child.kill('SIGINT');
  expect(await ui.ended()).toBe(0);
  expect(await listInstances()).toEqual([]);
});
