/** How long rendering takes: everything from a cold start, and how it grows with the number of brokers. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../src/package-root.ts';
import { renderTopology } from '../src/render/render.ts';
import { createTopology, topologyNames } from '../topologies/index.ts';
import { markdownTable, seconds, spreadOf, timed } from './measure.ts';

const run = promisify(execFile);
const sizes = [10, 30, 100] as const;

/** @returns a Markdown section. */
export async function benchSynth(rounds: number, say: (text: string) => void): Promise<string> {
  const cold: number[] = [];
  for (let round = 0; round < rounds; round++) cold.push(await coldSynth());
  say(`synth, cold: ${seconds(spreadOf(cold))} s`);
  const growth = new Map<number, number[]>(sizes.map((size) => [size, []]));
  // One round for the JIT compiler, which is not what grows.
  for (let round = 0; round <= rounds; round++) {
    for (const size of sizes) {
      const durationMs = await timed(() =>
        renderTopology(createTopology('multi-broker-isolated', { brokers: size }).resolve()),
      );
      if (round > 0) growth.get(size)?.push(durationMs);
    }
  }
  const medians = sizes.map((size) => ({ size, medianMs: spreadOf(growth.get(size) ?? []).median }));
  const rows = medians.map(({ size, medianMs }) => [
    String(size),
    medianMs.toFixed(1),
    (medianMs / size).toFixed(2),
  ]);
  return [
    '## Rendering',
    '',
    `\`klab synth\` of all ${topologyNames.length} topologies on all targets, a fresh process each time: ${seconds(spreadOf(cold))} s (aim: under 3 s).`,
    '',
    'All targets of one topology in a warm process, by number of brokers (aim: linear, the last column does not grow):',
    '',
    markdownTable(['brokers', 'milliseconds', 'milliseconds a broker'], rows),
  ].join('\n');
}

async function coldSynth(): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'klab-bench-'));
  try {
    return await timed(() =>
      run(process.execPath, [join(packageRoot(), 'lib', 'scripts', 'klab.js'), 'synth', '--out', out]),
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
