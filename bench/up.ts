/** How long `up` takes: on each kind of Java, against Kafka's own scripts, and against the same JVMs with nothing around them. */
import { defaultKafkaVersion } from '../src/kafka/versions/versions.ts';
import { cacheDir } from '../src/paths.ts';
import { ensureJars } from '../src/runtimes/jars/jar-cache.ts';
import { makeClassArchive } from '../src/runtimes/local/class-archive/making.ts';
import { chooseJava, hasAotCache, type Java } from '../src/runtimes/local/java/java.ts';
import { createTopology } from '../topologies/index.ts';
import { bareArm, labArm, stockArm, type ArmResult } from './cluster-arms.ts';
import { markdownTable, ratios, seconds, spreadOf, times } from './measure.ts';

const topologyName = 'multi-broker';
const portOffset = 8_000;

/** One way of bringing the cluster up. */
interface Arm {
  readonly name: string;
  readonly run: () => Promise<ArmResult>;
  readonly results: ArmResult[];
}

/**
 * Runs the arms in turn, so that a drift of the machine's speed meets all of them.
 * @param against another checkout, built, whose `klab up` is measured too, on the slower kind of Java.
 * @returns a Markdown section.
 */
export async function benchUp(
  rounds: number,
  say: (text: string) => void,
  against?: string,
): Promise<string> {
  const topology = createTopology(topologyName).resolve();
  const { java, others } = await chooseJava();
  const second = others.find((other) => hasAotCache(other) !== hasAotCache(java));
  if (second === undefined)
    say('up: left out: a Java of the other kind, with or without an AOT cache; none is here');
  for (const one of [java, second]) if (one !== undefined) await makeArchive(one, say);

  const arm = (name: string, run: Arm['run']): Arm => ({ name, run, results: [] });
  const lab = arm(`\`klab up ${topologyName}\`, ${shortly(java)}`, () => labArm(topology, portOffset));
  const other =
    second && arm(`the same, ${shortly(second)}`, () => labArm(topology, portOffset, { java: second.path }));
  const oldJava = second ?? java;
  const old =
    against === undefined
      ? undefined
      : arm(`\`klab up ${topologyName}\` before, ${shortly(oldJava)}`, () =>
          labArm(topology, portOffset, { java: oldJava.path, checkout: against }),
        );
  const bare = arm('the same JVMs and files, bare', () => bareArm(topology, portOffset));
  const stock = arm("Kafka's own flags, settings and formatting", () => stockArm(topology, portOffset));
  const arms = [lab, other, old, bare, stock].filter((one) => one !== undefined);

  // The first round fills caches of files and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, run, results } of arms) {
      const result = await run();
      say(`up ${round === 0 ? 'warm-up' : round}: ${name} ${(result.durationMs / 1_000).toFixed(2)} s`);
      if (round > 0) results.push(result);
    }
  }
  const durations = ({ results }: Arm): number[] => results.map(({ durationMs }) => durationMs);
  const ratio = (a: Arm, b: Arm): string => times(ratios(durations(a), durations(b)));
  const rows = arms.map((one) => [one.name, seconds(spreadOf(durations(one))), memoryOf(one.results)]);
  return [
    `## From nothing to proven ready: ${topologyName}`,
    '',
    `${rounds} rounds, the arms in turn; the same readiness in each.${second === undefined ? ' No Java of the other kind was here.' : ''}`,
    '',
    markdownTable(['', 'seconds: median (min-max)', 'MiB a broker: median (min-max)'], rows),
    '',
    `- Kafka's own way takes ${ratio(stock, lab)} as long as the lab (aim: 2x or more).`,
    `- The lab takes ${ratio(lab, bare)} as long as the bare JVMs (aim: 1.1x or less).`,
    ...(other === undefined ? [] : [`- It takes ${ratio(lab, other)} as long as on ${shortly(oldJava)}.`]),
    ...(old === undefined ? [] : [`- It takes ${ratio(lab, old)} as long as before (aim: 0.75x or less).`]),
  ].join('\n');
}

/** Median and spread of what one broker takes, in MiB. */
export function memoryOf(results: readonly ArmResult[]): string {
  const { min, median, max } = spreadOf(results.flatMap(({ brokerMemoryMb }) => brokerMemoryMb));
  return `${median.toFixed(0)} (${min.toFixed(0)}-${max.toFixed(0)})`;
}

function shortly(java: Java): string {
  return `Java ${java.majorVersion} with ${hasAotCache(java) ? 'an AOT cache' : 'a class-data archive'}`;
}

/** Makes it beforehand: a first `up` would start without it, and the others while it is being made. */
async function makeArchive(java: Java, say: (text: string) => void): Promise<void> {
  const version = defaultKafkaVersion.kraft;
  const jars = await ensureJars(version, { cacheDir: cacheDir() });
  const archive = await makeClassArchive(version, { java, jars, cacheDir: cacheDir(), timeoutMs: 300_000 });
  if (archive === undefined) say(`up: Java ${java.majorVersion} keeps no classes, so it starts without`);
}
