/** How long `up` on Docker takes, against `docker compose up --wait` on the same file with the same readiness. */
import { clusterAccess } from '../src/cluster/access.ts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntilReady } from '../src/client/topics/readiness.ts';
import { packageRoot } from '../src/package-root.ts';
import { createTopology } from '../topologies/index.ts';
import { markdownTable, ratios, seconds, spreadOf, timed, times } from './measure.ts';
import { needDocker } from './needs.ts';

const run = promisify(execFile);
const topologyName = 'multi-broker';
const composeFile = join(packageRoot(), 'dist', topologyName, 'compose.yaml');

/** Runs both in turn. @returns a Markdown section. */
export async function benchComposeUp(rounds: number, say: (text: string) => void): Promise<string> {
  await needDocker(createTopology(topologyName).resolve());
  const labMs: number[] = [];
  const composeMs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const lab = await labArm();
    const compose = await composeArm();
    const name = round === 0 ? 'warm-up' : String(round);
    say(
      `compose up ${name}: lab ${(lab / 1_000).toFixed(2)} s, docker compose ${(compose / 1_000).toFixed(2)} s`,
    );
    if (round === 0) continue;
    labMs.push(lab);
    composeMs.push(compose);
  }
  const rows = [
    [`\`klab up ${topologyName} --on compose\``, seconds(spreadOf(labMs))],
    ['`docker compose up --wait`, then the same readiness', seconds(spreadOf(composeMs))],
  ];
  return [
    `## On Docker, from nothing to proven ready: ${topologyName}`,
    '',
    `${rounds} rounds in turn, images at hand.`,
    '',
    markdownTable(['', 'seconds: median (min-max)'], rows),
    '',
    `- The lab takes ${times(ratios(labMs, composeMs))} as long (aim: 1.1x or less).`,
  ].join('\n');
}

async function labArm(): Promise<number> {
  const klab = (...args: string[]): Promise<unknown> =>
    run(process.execPath, [join(packageRoot(), 'lib', 'scripts', 'klab.js'), ...args]);
  const durationMs = await timed(() => klab('up', topologyName, '--on', 'compose'));
  await klab('down', `${topologyName}-compose`);
  return durationMs;
}

async function composeArm(): Promise<number> {
  const topology = createTopology(topologyName).resolve();
  const access = clusterAccess(topology, 'compose', 0);
  const durationMs = await timed(async () => {
    await run('docker', ['compose', '-f', composeFile, 'up', '--detach', '--wait']);
    await waitUntilReady({ topology, access, timeoutMs: 180_000 });
  });
  await run('docker', ['compose', '-f', composeFile, 'down', '--volumes']);
  return durationMs;
}
