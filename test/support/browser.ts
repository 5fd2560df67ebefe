/** A real headless Chromium for pages that the lab makes: it counts every complaint and everything that a page asks for. */
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Debian's as root has no sandbox; the rest keeps it from talking to anybody. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error where there is none: a page that nobody looked at is not tested. */
async function chromiumPath(): Promise<string> {
  const asked = process.env['CHROMIUM_PATH'];
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates =
    asked === undefined ? folders.flatMap((folder) => names.map((name) => join(folder, name))) : [asked];
  for (const path of candidates) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  const where = asked === undefined ? '' : ` at ${asked}`;
  throw new Error(`there is no Chromium${where}; install Debian's package "chromium", or set CHROMIUM_PATH`);
}

/** Starts the browser with a fresh profile. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: await chromiumPath(), headless: true, args: quiet });
}

/** A page that was opened, with all that it did on its own. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Warnings and errors of the console, and what was thrown. */
  readonly complaints: readonly string[];
  /** Everything that the page asked for, but for itself and what it holds. */
  readonly requests: readonly string[];
}

/** Opens a file as a person does who was sent it. */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(path).href;
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, requests, [Symbol.asyncDispose]: () => context.close() };
}
