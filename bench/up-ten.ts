/** What each broker of a larger cluster costs: time until all are proven ready, and memory. */
import { createTopology } from '../topologies/index.ts';
import { labArm, type ArmResult } from './cluster-arms.ts';
import { markdownTable, ratios, seconds, spreadOf, times } from './measure.ts';
import { memoryOf } from './up.ts';

const topologyName = 'multi-broker';
const portOffset = 8_100;
const sizes = [3, 10] as const;

/** Runs both sizes in turn. @returns a Markdown section. */
export async function benchUpTen(rounds: number, say: (text: string) => void): Promise<string> {
  const topology = createTopology(topologyName).resolve();
  const results = new Map<number, ArmResult[]>(sizes.map((brokers) => [brokers, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [brokers, kept] of results) {
      const result = await labArm(topology, portOffset, { brokers });
      const name = round === 0 ? 'warm-up' : String(round);
      say(`up ${name}: ${brokers} brokers ${(result.durationMs / 1_000).toFixed(2)} s`);
      if (round > 0) kept.push(result);
    }
  }
  const aBroker = (brokers: number): number[] =>
    (results.get(brokers) ?? []).map(({ durationMs }) => durationMs / brokers);
  const rows = [...results].map(([brokers, kept]) => [
    String(brokers),
    seconds(spreadOf(kept.map(({ durationMs }) => durationMs))),
    seconds(spreadOf(aBroker(brokers))),
    memoryOf(kept),
  ]);
  const head = ['brokers', 'seconds: median (min-max)', 'seconds a broker', 'MiB a broker: median (min-max)'];
  return [
    `## Ten brokers: ${topologyName} --brokers 10`,
    '',
    `${rounds} rounds, both sizes in turn.`,
    '',
    markdownTable(head, rows),
    '',
    `- A broker of ten takes ${times(ratios(aBroker(10), aBroker(3)))} the time of a broker of three.`,
  ].join('\n');
}
