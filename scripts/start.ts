/** `npm start`: the whole lab in one go: a cluster up, proved, broken under load, judged, and down again. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { drillNamed } from '../src/drills/index.ts';
import { exitCodes, InterruptedError } from '../src/index.ts';
import { counts } from '../src/report/text/smoke-report.ts';
import { statusReport } from '../src/report/text/status-report.ts';
import { readStatus } from '../src/runtimes/cluster-status.ts';
import type { PlaceOptions } from '../src/app/place.ts';
import { withCluster } from '../src/app/with-cluster.ts';
import { breakAndJudge } from './drill.ts';
import { terminalCaller } from './support/caller.ts';
import { prove } from './smoke.ts';
import { Parts } from './support/parts.ts';
import { withPlaceOptions } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { interrupted } from './support/interruption.ts';
import { runVerb, verb } from './support/verb.ts';

/** The smallest topology that survives the loss of a broker. */
const topology = 'multi-broker';

function command(): Command {
  const declared = verb(
    'start',
    'Bring a cluster up, prove it, break it, judge it, take it down.',
    'npm start',
  )
    .option('--on <runtime>', 'where to run it')
    .action(tour);
  return withPlaceOptions(declared);
}

async function tour({ on, ...where }: PlaceOptions & { readonly on?: string }): Promise<void> {
  // `up` loads this when it needs it; but Ctrl-C also ends what translates the source, and nothing new can be loaded after it.
  await import('../src/client/topics/readiness.ts');
  const parts = new Parts();
  const progress = terminalProgress();
  const title = (text: string): void => console.log(`\n${pc.bold(pc.cyan(text))}`);
  let fine = false;
  try {
    title(`1. A cluster: ${topology}`);
    await withCluster(topology, { up: true, on, where }, terminalCaller(progress), async (cluster) => {
      parts.ended('up');
      console.log(statusReport(await readStatus(cluster)));
      title('2. Smoke checks: does it keep its promises?');
      const run = await prove(cluster, progress);
      parts.ended('smoke checks');
      title('3. A drill: kill the leader of a partition under load');
      const result = await breakAndJudge(cluster, drillNamed('kill-leader'));
      fine = counts(run.results).failed === 0 && result.verdict.passed;
      parts.ended('drill');
      title('4. Healed, and down again');
      console.log(statusReport(await readStatus(cluster)));
    });
    parts.ended('down');
  } finally {
    progress.stop();
  }
  // A drill that was cut short is healed and down again, and proves nothing.
  if (interrupted.aborted) throw new InterruptedError();
  process.exitCode = fine ? exitCodes.fine : exitCodes.failed;
  const outcome = fine ? pc.green('all of it held') : pc.red('something did not hold: see above');
  console.log(`\n${outcome}, in ${String(parts)}`);
}

await runVerb(command(), process.argv.slice(2));
