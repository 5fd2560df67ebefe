/** `npm run bench`: measures, prints, and with `--write` keeps the results in docs/benchmarks.md. */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem, release, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/errors.ts';
import { findJava } from '../src/runtimes/local/java/java.ts';
import { packageRoot } from '../src/package-root.ts';
import { benchComposeUp } from './compose-up.ts';
import { benchDiff } from './diff.ts';
import { benchKubernetesUp } from './kubernetes-up.ts';
import { whyLeftOut } from './needs.ts';
import { benchSynth } from './synth.ts';
import { benchUpTen } from './up-ten.ts';
import { benchUp } from './up.ts';

const { values, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
    // Another checkout, built, whose `klab up` is measured beside this one's.
    against: { type: 'string' },
  },
  allowPositionals: true,
});
const benches = {
  up: (count: number, tell: (text: string) => void) => benchUp(count, tell, values.against),
  'up-ten': benchUpTen,
  'compose-up': benchComposeUp,
  'kubernetes-up': benchKubernetesUp,
  synth: benchSynth,
  diff: benchDiff,
};
const asked = positionals.length === 0 ? Object.keys(benches) : positionals;
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`error: --rounds "${values.rounds}" is not possible; use a whole number from 1`);
  process.exit(2);
}
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`error: unknown benchmark "${unknown.join('", "')}"; use ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const say = (text: string): void => console.error(text);

const sections: string[] = [];
const leftOut: string[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (!asked.includes(name)) continue;
  try {
    sections.push(await bench(rounds, say));
  } catch (error) {
    const reason = whyLeftOut(error);
    if (reason === undefined) {
      console.error(`error: benchmark ${name} failed: ${messageOf(error)}`);
      process.exit(1);
    }
    say(`${name} is left out: ${reason}`);
    leftOut.push(`- \`${name}\`: ${reason}`);
  }
}
if (leftOut.length > 0) sections.push(['## Left out', '', ...leftOut].join('\n'));
const text = `${[await title(), ...sections].join('\n\n')}\n`;
console.log(text);
if (values.write) await writeFile(join(packageRoot(), 'docs', 'benchmarks.md'), text);

async function title(): Promise<string> {
  const versionText = await findJava().then(
    (java) => java.versionText,
    () => 'no Java',
  );
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
