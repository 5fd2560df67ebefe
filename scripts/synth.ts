/** `klab synth`: writes the generated files of topologies, or says what differs. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import { exitCodes } from '../src/index.ts';
import { differences, renderTopology, writeFiles } from '../src/render/render.ts';
import { distOf, wholeOf } from '../src/app/diff/open-sides.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface SynthOptions extends CommonOptions, ConfigOptions {
  readonly check?: boolean;
  readonly out?: string;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'synth',
    'Write the generated files of topologies.',
    'klab synth multi-broker --out /tmp/review',
  );
  return withConfig(declared)
    .argument(
      '[topology...]',
      'topologies to write; your own, or all where you have none, when none is named',
    )
    .option('--check', 'write nothing; exit 1 and list what differs')
    .option('--out <dir>', 'folder to write to (default: dist, beside klab.config.ts where there is one)')
    .option('--json', 'print JSON')
    .action(synth);
}

async function synth(names: readonly string[], options: SynthOptions): Promise<void> {
  const known = await knownTopologies(options);
  const out = resolve(options.out ?? distOf(known));
  // Everything is resolved before anything is written: one bad topology changes nothing.
  const topologies = (names.length === 0 ? wholeOf(known) : names).map((name) =>
    known.create(name).resolve(),
  );
  const rendered = await Promise.all(
    topologies.map(async (topology) => ({ topology, files: await renderTopology(topology) })),
  );
  const changes: { path: string; kind: string }[] = [];
  for (const { topology, files } of rendered) {
    for (const warning of topology.warnings) console.error(`${pc.yellow('warning:')} ${warning}`);
    const dir = join(out, topology.name);
    const found = options.check ? await differences(dir, files) : await writeFiles(dir, files);
    changes.push(...found.map(({ path, kind }) => ({ path: `${topology.name}/${path}`, kind })));
  }
  if (options.check && changes.length > 0) process.exitCode = exitCodes.failed;
  if (options.json) {
    const warnings = topologies.flatMap((topology) => topology.warnings);
    printJson({ out, check: options.check === true, changes, warnings });
    return;
  }
  for (const { path, kind } of changes) console.log(`${kind.padEnd(10)} ${path}`);
  console.log(summary(out, rendered.length, changes.length, options.check === true));
}

function summary(out: string, topologies: number, changes: number, check: boolean): string {
  if (changes === 0) return pc.green(`${out} is what ${topologies} topologies render to`);
  return check
    ? pc.red(`${changes} files differ from what ${topologies} topologies render to; klab synth writes them`)
    : pc.green(`${changes} files written for ${topologies} topologies to ${out}`);
}
