/** How long `klab diff` takes with a hundred brokers on each side, as a whole process and in a warm one. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diffModels } from '../src/diff/diff.ts';
import { readTarget } from '../src/diff/readers/read-files.ts';
import { targets, type Target } from '../src/kafka/node.ts';
import { packageRoot } from '../src/package-root.ts';
import { renderTopology, writeFiles } from '../src/render/render.ts';
import type { RenderedFile } from '../src/render/rendered-file.ts';
import { createTopology } from '../topologies/index.ts';
import { markdownTable, seconds, spreadOf, timed } from './measure.ts';

const run = promisify(execFile);
const brokers = 100;

/** Sides that differ in every document: what one side has read already helps the other nowhere. */
const before = { brokers };
const after = { brokers, sessionTimeoutMs: 5_000 };

/** @returns a Markdown section. */
export async function benchDiff(rounds: number, say: (text: string) => void): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-bench-diff-'));
  try {
    const [old, fresh] = [join(dir, 'before'), join(dir, 'after')];
    await writeFiles(old, await rendered(before));
    await writeFiles(fresh, await rendered(after));
    const cold: number[] = [];
    for (let round = 0; round < rounds; round++) cold.push(await timed(() => klabDiff(old, fresh)));
    say(`diff, cold: ${seconds(spreadOf(cold))} s`);
    return [
      '## Diff',
      '',
      `\`klab diff\` of two folders, ${brokers} brokers and 3 controllers in each, all targets, every node changed, a fresh process each time: ${seconds(spreadOf(cold))} s (aim: under 2 s).`,
      '',
      'By target in a warm process, reading and comparing two sides that it has not seen:',
      '',
      markdownTable(['target', 'milliseconds'], await warm(rounds)),
    ].join('\n');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function rendered(options: { brokers: number; sessionTimeoutMs?: number }): Promise<readonly RenderedFile[]> {
  return renderTopology(createTopology('multi-broker-isolated', options).resolve());
}

async function klabDiff(old: string, fresh: string): Promise<void> {
  const command = join(packageRoot(), 'lib', 'scripts', 'klab.js');
  await run(process.execPath, [command, 'diff', old, fresh], { maxBuffer: 64 * 1024 * 1024 });
}

async function warm(rounds: number): Promise<readonly (readonly string[])[]> {
  const found = new Map<Target, number[]>(targets.map((target) => [target, []]));
  // One round for the JIT compiler; another timeout each time, so that nothing has been read before.
  for (let round = 0; round <= rounds; round++) {
    const sides = [
      await rendered({ brokers, sessionTimeoutMs: 6_000 + round }),
      await rendered({ brokers, sessionTimeoutMs: 7_000 + round }),
    ] as const;
    for (const target of targets) {
      const durationMs = await timed(async () => {
        const [one, other] = sides.map((files) => readTarget(files, target, 'bench'));
        if (one && other) diffModels({ before: one, after: other, labels: ['before', 'after'] });
      });
      if (round > 0) found.get(target)?.push(durationMs);
    }
  }
  return targets.map((target) => [target, spreadOf(found.get(target) ?? []).median.toFixed(0)]);
}
