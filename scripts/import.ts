/** `klab import`: takes a compose file or manifests over as a typed topology, and says what became of each thing in it. */
import type { Command } from 'commander';
import { exitCodes } from '../src/errors.ts';
import { takeOver, type ImportRequest } from '../src/app/files/import.ts';
import { importReport } from '../src/report/text/lint/import-report.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

type ImportOptions = CommonOptions & Omit<ImportRequest, 'paths'>;

/** Declares the verb. */
export function command(): Command {
  return verb(
    'import',
    'Take a compose file of Kafka, manifests or Strimzi resources over as a typed topology that renders to the same cluster.',
    'klab import docker-compose.yml --out topologies/shop.ts',
  )
    .argument('<files...>', 'compose files or manifests that belong together, or a folder of them')
    .option('--out <file>', 'the TypeScript file to write; without it the code is printed')
    .option(
      '--name <name>',
      'name of the topology (default: that of --out, else of the file that is read, or of its folder)',
    )
    .option('--force', 'replace a file that is there')
    .option('--json', 'print JSON')
    .action(importFile);
}

async function importFile(
  paths: readonly string[],
  { json, out, name, force }: ImportOptions,
): Promise<void> {
  const taken = await takeOver({
    paths,
    ...(out !== undefined && { out }),
    ...(name !== undefined && { name }),
    ...(force !== undefined && { force }),
  });
  const { plan, code, notes, problems, proof, written, next } = taken;
  if (json) {
    printJson({
      kind: 'import',
      topology: plan.name,
      code,
      notes,
      problems,
      ...(proof && { proof }),
      ...(written !== undefined && { written, next }),
    });
  } else {
    // The code alone is what a shell would redirect.
    if (out === undefined) process.stdout.write(code);
    console.error(importReport(taken));
  }
  if (problems.length > 0 || proof === undefined || proof.unlike.length > 0)
    process.exitCode = exitCodes.failed;
}
