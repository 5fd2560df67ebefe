/** What a person reads off a report page, for tests: its numbers, and whether it can be read at all. */
import type { Page } from 'playwright-core';
import type { InPage, PageElement } from './in-page.ts';

/** A cell: its first number where it begins with one, null where it says that there is none, else its text. */
type Cell = number | string | null;

function cellOf(text: string): Cell {
  const number = /^[\d,]+(?![\w.-])/.exec(text)?.[0];
  if (number !== undefined) return Number(number.replaceAll(',', ''));
  return ['', 'none', 'not concerned'].includes(text) ? null : text;
}

/** Rows of the table with this caption, of the first table without one. */
export async function rowsOf(page: Page, caption?: string): Promise<readonly (readonly Cell[])[]> {
  const tables = page.locator('table');
  const table = caption === undefined ? tables.first() : tables.filter({ hasText: caption }).first();
  const rows = await table.locator('tbody tr, tfoot tr').all();
  return await Promise.all(
    rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => cellOf(text.trim()))),
  );
}

/** The large figures at the top, by name. */
export async function figuresOf(page: Page): Promise<Readonly<Record<string, Cell>>> {
  const cards = await page.locator('.figures > div').all();
  const entries = await Promise.all(
    cards.map(async (card) => [
      await card.locator('dt').innerText(),
      cellOf(await card.locator('.value').innerText()),
    ]),
  );
  return Object.fromEntries(entries) as Readonly<Record<string, Cell>>;
}

/** Parses XML as strictly as XML is meant to be, and names the test cases of each suite with what failed in them. */
export async function casesOf(page: Page, xml: string): Promise<readonly (readonly string[])[]> {
  return await page.evaluate((text) => {
    const { DOMParser } = globalThis as unknown as InPage;
    const parsed = new DOMParser().parseFromString(text, 'application/xml');
    const [broken] = [...parsed.querySelectorAll('parsererror')];
    if (broken !== undefined) throw new Error(broken.textContent ?? 'not well-formed');
    return [...parsed.querySelectorAll('testsuites > testsuite')].map((suite) =>
      [...suite.querySelectorAll('testcase')].map((one) => {
        const [failure] = [...one.querySelectorAll('failure')];
        return `${one.getAttribute('name')}${failure === undefined ? '' : `: ${failure.getAttribute('message')}`}`;
      }),
    );
  }, xml);
}

/** True where the page is wider than its window. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { document } = globalThis as unknown as InPage;
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

/** Texts in charts that lie on each other, or that their chart cuts off. */
export async function overlappingTexts(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const { document } = globalThis as unknown as InPage;
    const problems: string[] = [];
    for (const svg of document.querySelectorAll('figure svg')) {
      const frame = svg.getBoundingClientRect();
      const boxes = [...svg.querySelectorAll('text')]
        .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0);
      for (const [index, { words, box }] of boxes.entries()) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1) problems.push(`${words} is cut off`);
        for (const other of boxes.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          // Boxes of lines are higher than their letters.
          if (across > 1 && down > 4) problems.push(`${words} lies on ${other.words}`);
        }
      }
    }
    return problems;
  });
}

/** Contrast of text and ground that people with weak eyes still read: what WCAG asks for at least. */
const leastContrast = 4.5;

/** How light the page is, from 0 to 1, and the texts that stand out too little against the card or the page they are on. */
export async function contrasts(
  page: Page,
): Promise<{ readonly ground: number; readonly faint: readonly string[] }> {
  return await page.evaluate((least) => {
    const { document, getComputedStyle } = globalThis as unknown as InPage;
    const channel = (value: number): number =>
      value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const lightness = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(
        (part) => Number(part) / 255,
      );
      return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    };
    const groundOf = (element: PageElement): string => {
      for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
      }
      return 'rgb(255, 255, 255)';
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll('main *')) {
      const says = [...element.childNodes].some(
        ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
      );
      if (!says || element.getBoundingClientRect().width === 0) continue;
      const inChart = element.closest('svg') !== null;
      const style = getComputedStyle(element);
      // Words on coloured bars have the bar for their ground, which is not their parent.
      if (inChart && style.fontWeight === '600') continue;
      const [text, ground] = [lightness(inChart ? style.fill : style.color), lightness(groundOf(element))];
      const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      if (ratio < least) faint.push(`${element.textContent} (${ratio.toFixed(1)})`);
    }
    return { ground: lightness(getComputedStyle(document.body).backgroundColor), faint };
  }, leastContrast);
}
