/** `klab smoke`: proves that a running cluster keeps Kafka's promises. */
import type { Command } from 'commander';
import { smokeChecks } from '../src/checks/index.ts';
import { runChecks } from '../src/checks/run-checks.ts';
import { exitCodes } from '../src/index.ts';
import { counts, smokeJson, smokeLine, smokeReport, type SmokeRun } from '../src/report/smoke-report.ts';
import { clusterNamed } from './support/cluster.ts';
import { terminalProgress } from './support/progress.ts';
import { interrupted, printJson, verb, type CommonOptions } from './support/verb.ts';

interface SmokeOptions extends CommonOptions {
  readonly only?: readonly string[];
}

/** Declares the verb. */
export function command(): Command {
  const names = smokeChecks.map(({ name }) => name).join(', ');
  return verb('smoke', 'Prove with real clients that a running cluster keeps its promises.', 'klab smoke multi-broker')
    .argument('<topology>', 'a running instance, by topology or by instance id')
    .option('--only <checks...>', `run these checks only: ${names}`)
    .option('--json', 'print JSON')
    .action(smoke);
}

async function smoke(name: string, { only, json }: SmokeOptions): Promise<void> {
  const cluster = await clusterNamed(name);
  const startedAt = performance.now();
  const progress = terminalProgress(json);
  let results: SmokeRun['results'] = [];
  try {
    results = await runChecks(cluster, {
      ...(only && { only }),
      signal: interrupted,
      onStart: (check) => progress.step(check.name),
      onNote: (_, text) => progress.update(text),
      onResult(result) {
        progress.stop();
        if (!json) console.error(smokeLine(result));
      },
    });
  } finally {
    progress.stop();
  }
  const run: SmokeRun = {
    instance: cluster.instance,
    topology: cluster.topology,
    results,
    durationMs: performance.now() - startedAt,
  };
  if (json) printJson(smokeJson(run));
  else console.log(`\n${smokeReport(run, process.stdout.columns)}`);
  process.exitCode = counts(results).failed > 0 ? exitCodes.failed : exitCodes.fine;
}
