/** `npm run bench`: measures, prints, and with `--write` keeps the results in docs/benchmarks.md. */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem, release, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findJava } from '../src/runtimes/local/java.ts';
import { packageRoot } from '../src/package-root.ts';
import { benchSynth } from './synth.ts';
import { benchUp } from './up.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`error: --rounds "${values.rounds}" is not possible; use a whole number from 1`);
  process.exit(2);
}
const say = (text: string): void => console.error(text);

const sections = [await benchUp(rounds, say), await benchSynth(rounds, say)];
const text = `${[await title(), ...sections].join('\n\n')}\n`;
console.log(text);
if (values.write) await writeFile(join(packageRoot(), 'docs', 'benchmarks.md'), text);

async function title(): Promise<string> {
  const { versionText } = await findJava();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  return [
    '# Benchmarks',
    '',
    'Made by `npm run bench -- --write`. Absolute times are this machine’s; ratios within one run are what counts.',
    '',
    `${cpus().length} cores (${model}), ${memoryGb} GB, ${type()} ${release().split('-')[0]}, Node.js ${process.versions.node}, ${versionText}.`,
  ].join('\n');
}
