/** Small words that many texts need. */

/** A number of things: `1 broker`, `3 brokers`. @param many @default the one with an s */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The lines of a text that say something. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Those of the texts that are to be said: `condition && text` for one that may not be. */
export function said(...texts: readonly (string | false | undefined)[]): string[] {
  return texts.filter((text) => text !== false && text !== undefined);
}

/** One word of a line for a shell, quoted only where a shell would read something else. */
export function shellWord(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A text as a pattern that matches it alone; Node 20 has no RegExp.escape. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
