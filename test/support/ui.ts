/** A page of `klab ui` in a real browser, for tests: klab itself, what it printed, and what people with other senses meet. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startKlab, type KlabProcess } from './klab.ts';

/** What `klab ui --json` prints. */
export interface Printed {
  readonly schemaVersion: number;
  readonly instance: string;
  readonly url: string;
  readonly port: number;
}

/** A klab that serves a page. */
export interface Ui extends KlabProcess {
  readonly printedJson: Printed;
}

/** Starts `klab ui` and waits until the page is there. */
export async function startUi(...args: readonly string[]): Promise<Ui> {
  const klab = startKlab('ui', ...args, '--json');
  await klab.printed('"port"');
  while (!klab.stdout().trimEnd().endsWith('}')) await klab.printed('}');
  return { ...klab, printedJson: JSON.parse(klab.stdout()) as Printed };
}

/** Opens the page and fails on whatever it complains of. @param complaints gets what the page complains of */
export async function openPage(
  browser: Browser,
  url: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await page.goto(url);
  return page;
}

interface AxeRun {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core finds that keeps people from using the page, a line each. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // What lights up once is between two colours for a moment.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeRun;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
