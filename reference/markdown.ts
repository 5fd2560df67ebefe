/** Words of code as cells of a table: what Markdown would read as its own is written so that it stays what it is. */

/** Text in which nothing is a mark; code between backticks stays as it is. */
export function prose(text: string): string {
  const parts = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]*`)/);
  return parts
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<>*_[\]{}\\]/g, String.raw`\$&`)))
    .join('');
}

/** The same for a table. */
export function cell(text: string): string {
  return prose(text).replaceAll('|', String.raw`\|`);
}

/** A word of code. */
export function code(text: string): string {
  return `\`${text.replaceAll('|', String.raw`\|`)}\``;
}

/** A table; empty where it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A page: its title, what it is made from, its parts. */
export function page(title: string, from: string, parts: readonly string[]): string {
  const made = `Made from ${from} by \`npm run docs:reference\`.`;
  return `${[`# ${title}`, made, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}
