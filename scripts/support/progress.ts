/** Progress on standard error: a spinner where a person looks, plain lines elsewhere. */
import type { Ora } from 'ora';
import pc from 'picocolors';
import type { StepProgress } from '../../src/app/caller.ts';

/** Loaded only where somebody looks. */
const ora = process.stderr.isTTY ? (await import('ora')).default : undefined;

/** Progress on a terminal. */
export interface TerminalProgress extends StepProgress {
  /** Prints a line to keep, while the current step goes on. */
  print(line: string): void;
}

/** @param quiet true where nothing but the result may be shown. */
export function terminalProgress(quiet = false): TerminalProgress {
  if (quiet) return { step() {}, update() {}, note() {}, succeed() {}, print() {}, stop() {} };
  return ora === undefined ? lineProgress() : spinnerProgress(ora);
}

function spinnerProgress(makeSpinner: NonNullable<typeof ora>): TerminalProgress {
  let spinner: Ora | undefined;
  let title = '';
  const finish = (text = title): void => {
    spinner?.succeed(text);
    spinner = undefined;
  };
  return {
    step(text) {
      if (spinner !== undefined) finish();
      title = text;
      spinner = makeSpinner({ text, stream: process.stderr, discardStdin: false }).start();
    },
    update(text) {
      if (spinner !== undefined) spinner.text = `${title} ${pc.dim(text)}`;
    },
    note(text) {
      spinner?.clear();
      console.error(`${pc.yellow('!')} ${text}`);
    },
    succeed: finish,
    print(line) {
      spinner?.clear();
      console.error(line);
    },
    stop() {
      spinner?.stop();
      spinner = undefined;
    },
  };
}

/** Updates come often and repeat; a log is better off with the steps alone. */
function lineProgress(): TerminalProgress {
  return {
    step: (text) => console.error(`- ${text}`),
    update() {},
    note: (text) => console.error(`! ${text}`),
    succeed(text) {
      if (text !== undefined) console.error(`- ${text}`);
    },
    print: (line) => console.error(line),
    stop() {},
  };
}
