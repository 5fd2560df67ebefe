/** Builds HTML from template literals in which every value is escaped, since names come from users. */

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: text is escaped, lists are joined, nothing is left out. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** A template literal as HTML. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((all, part, index) => all + toHtml(values[index - 1]) + part));
}

/** Marks text as HTML that needs no escaping: only for what the lab itself has drawn. */
export function trusted(text: string): Html {
  return new Html(text);
}

function toHtml(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(toHtml).join('');
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
