/** What every verb shares: how it is declared, how it ends, how errors reach a person or a program. */
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { fileProblem } from '../../src/file-problem.ts';
import { exitCodes, hasErrorCode, type InterruptedError, LabError, messageOf } from '../../src/index.ts';
import { EndedAtOnce, interruptQuietly, untilInterrupted } from './interruption.ts';

/** Options that every verb understands. */
export interface CommonOptions {
  readonly json?: boolean | undefined;
  readonly verbose?: boolean;
}

/** A verb with its example; commander's own wording of errors is kept to one line. */
export function verb(name: string, summary: string, example: string): Command {
  return new Command(`klab ${name}`)
    .description(summary)
    .option('--verbose', 'show the stack trace of an error')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
}

/** Runs a verb to its end and sets the exit code; the process then ends by itself, with its output written. */
export async function runVerb(command: Command, args: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onBrokenOutput);
  // Asked of the arguments, since an error may come before commander has read its options.
  const asked = { json: args.includes('--json'), verbose: args.includes('--verbose') };
  const leave = (error: InterruptedError): never => process.exit(report(error, asked, command.name()));
  try {
    await untilInterrupted(() => command.parseAsync([...args], { from: 'user' }), leave);
  } catch (error) {
    if (error instanceof EndedAtOnce) leave(error);
    process.exitCode = report(error, asked, command.name());
  }
}

/** Whoever reads the output has gone, as `head` does, or the terminal has been closed. */
function onBrokenOutput(error: Error): void {
  if (!hasErrorCode(error, 'EPIPE', 'EIO', 'ENXIO', 'ENOTCONN')) throw error;
  interruptQuietly();
}

/** Prints an error for the one who reads it. @returns the exit code it stands for. */
function report(error: unknown, { json, verbose }: CommonOptions, name: string): number {
  if (error instanceof CommanderError) {
    // Help and version come this way too, already printed.
    if (error.exitCode === 0) return exitCodes.fine;
    return print(
      'usage',
      error.message.replace(/^error: /, ''),
      [`${name} --help shows what it takes`],
      json,
      exitCodes.usage,
    );
  }
  // What the operating system refuses is no defect, wherever it was asked for.
  const known = error instanceof LabError ? error : fileProblem(error);
  if (known !== undefined) {
    const code = print(known.code, known.message, known.details, json, known.exitCode);
    if (verbose) console.error(known.stack, known.cause ?? '');
    return code;
  }
  const code = print(
    'internal',
    `${messageOf(error)} (a defect of the lab; please report it)`,
    [],
    json,
    exitCodes.failed,
  );
  if (error instanceof Error) console.error(error.stack);
  return code;
}

function print(
  code: string,
  message: string,
  details: readonly string[],
  json: boolean | undefined,
  exitCode: number,
): number {
  if (json) printJson({ error: { code, message, details } });
  console.error(`${pc.red('error:')} ${message}`);
  for (const line of details) console.error(`  ${line}`);
  return exitCode;
}

/** The one object that `--json` prints. */
export function printJson(value: object): void {
  console.log(JSON.stringify({ schemaVersion: 1, ...value }, undefined, 2));
}

/** Parses a whole number for commander. @throws LabError naming option, value and what is allowed. */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new LabError(
      'usage',
      `${option} "${text}" is not possible; use a whole number from ${min} to ${max}`,
    );
  };
}
