/** How long `up` takes: against Kafka's own scripts, and against the same JVMs with nothing around them. */
import { createTopology } from '../topologies/index.ts';
import { findJava } from '../src/runtimes/local/java.ts';
import { bareArm, labArm, stockArm, type ArmResult } from './cluster-arms.ts';
import { markdownTable, ratios, seconds, spreadOf, times } from './measure.ts';

const topologyName = 'multi-broker';
const portOffset = 8_000;

/** Runs the arms in turn, so that a drift of the machine's speed meets all of them. @returns a Markdown section. */
export async function benchUp(rounds: number, say: (text: string) => void): Promise<string> {
  const topology = createTopology(topologyName).resolve();
  await findJava();
  const arms = { lab: labArm, bare: bareArm, stock: stockArm };
  const results: Record<keyof typeof arms, ArmResult[]> = { lab: [], bare: [], stock: [] };
  // The first round fills caches of files and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of ['lab', 'bare', 'stock'] as const) {
      const result = await arms[name](topology, portOffset);
      say(`up ${round === 0 ? 'warm-up' : round}: ${name} ${(result.durationMs / 1_000).toFixed(2)} s`);
      if (round > 0) results[name].push(result);
    }
  }
  const durations = (name: keyof typeof arms): number[] => results[name].map(({ durationMs }) => durationMs);
  const memory = (name: keyof typeof arms): string => {
    const { min, median, max } = spreadOf(results[name].flatMap(({ brokerMemoryMb }) => brokerMemoryMb));
    return `${median.toFixed(0)} (${min.toFixed(0)}-${max.toFixed(0)})`;
  };
  const rows = [
    [`\`klab up ${topologyName}\``, seconds(spreadOf(durations('lab'))), memory('lab')],
    ['the same JVMs and files, bare', seconds(spreadOf(durations('bare'))), memory('bare')],
    ["Kafka's own flags, settings and formatting", seconds(spreadOf(durations('stock'))), memory('stock')],
  ];
  return [
    `## From nothing to proven ready: ${topologyName}`,
    '',
    `${rounds} rounds, the arms in turn; the same readiness in each.`,
    '',
    markdownTable(['', 'seconds: median (min-max)', 'MiB a broker: median (min-max)'], rows),
    '',
    `- Kafka's own way takes ${times(ratios(durations('stock'), durations('lab')))} as long as the lab (aim: 2x or more).`,
    `- The lab takes ${times(ratios(durations('lab'), durations('bare')))} as long as the bare JVMs (aim: 1.3x or less).`,
  ].join('\n');
}
