/** Where and by which command something was measured, so that others can do it again. */
import { cpus, release, totalmem, type } from 'node:os';
import { quote } from 'zx/core';

/** The command that does the same again. @param without an option with a value that would keep it from doing so */
export function againCommand(without: string): string {
  const words = process.argv.slice(2);
  const at = words.indexOf(without);
  const others = words.filter(
    (word, index) => !word.startsWith(`${without}=`) && (at < 0 || (index !== at && index !== at + 1)),
  );
  return `klab ${others.map(shellWord).join(' ')}`;
}

/** This machine in one line, for numbers that mean little without it. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  const system = `${type()} ${release().split('-')[0]}`;
  return `${cpus().length} cores (${model}), ${memoryGb} GB, ${system}, Node.js ${process.versions.node}`;
}

/** As a person would type it: quoted only where a shell would read something else. */
function shellWord(text: string): string {
  return /^[\w,./:=@-]+$/.test(text) ? text : quote(text);
}
