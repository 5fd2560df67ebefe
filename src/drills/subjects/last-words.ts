/** Of what a program wrote to its standard error before it ended, the line that says why: not always the last. */

/** Lines of a stack, of an object that was printed, or of the runtime about itself. */
const besides = [
  /^\s/,
  /^[\])}]/,
  /^Node\.js v\d/,
  /^Emitted 'error' event /,
  /^\(Use `node --/,
  /^Thrown at:/,
  /^note: run with `RUST_BACKTRACE/,
  /^goroutine \d+ /,
  /^exit status \d+$/,
  /^[\w./*()]+\(.*\)$/,
];

/** How Go begins what ends it; a stack of unindented lines follows. */
const panic = /^panic: /;

/** The line that says why; empty where nothing was written. Runtimes print an error and then its stack, or themselves. */
export function reasonIn(stderr: string): string {
  const all = stderr.split('\n').filter((line) => line.trim() !== '');
  const reasons = all.filter((line) => !besides.some((pattern) => pattern.test(line)));
  return (all.find((line) => panic.test(line)) ?? reasons.at(-1) ?? all.at(-1) ?? '').trim();
}
