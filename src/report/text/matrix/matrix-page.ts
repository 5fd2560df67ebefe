/** The comparison of `klab matrix` as a page: where and how it was measured, how to read it, the table. */
import type { MatrixCell, MatrixResult } from '../../../drills/compare/matrix.ts';
import { isOlder, modeNames } from '../../../kafka/versions/versions.ts';
import { isUpgrade } from './cell-names.ts';
import { escaped, markdownTable } from './markdown.ts';
import { glanceTable, matrixTable, problemLines } from './matrix-report.ts';

/** Where and how the drills were run. */
export interface MatrixOccasion {
  /** The whole command that does it again. */
  readonly command: string;
  readonly klabVersion: string;
  /** When it began, ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Where the clusters ran, such as `local`. */
  readonly runtime: string;
  /** Cores, processor, memory, operating system, in one line. */
  readonly machine: string;
  /** How often each drill ran. */
  readonly runs: number;
  /** Records per second and partition. */
  readonly recordsPerSecond: number;
}

/** The page, in Markdown. */
export function matrixPage(result: MatrixResult, occasion: MatrixOccasion): string {
  const { runs } = occasion;
  const problems = problemLines(result.cells);
  return `${[
    '# Failover, measured',
    'What a lost partition leader costs, with KRaft and with ZooKeeper, measured by the same probers in the same way.',
    ...whereAndHow(result, occasion),
    '## At a glance',
    `How long the partition whose leader was hit took no writes.${defaultSessions(result.cells)}`,
    markdownTable(glanceTable(result.cells)),
    '## The table',
    markdownTable(matrixTable(result.cells)),
    ...(problems.length === 0 ? [] : [problems.map((line) => `- ${escaped(line)}`).join('\n')]),
    ...(result.interrupted ? ['The run was interrupted: the table is not complete.'] : []),
    '## How to read it',
    [
      `- A duration is ${runs === 1 ? 'of one run' : 'the median of the runs, with the shortest and the longest'}; \`none\` is too short to tell from the traffic of a healthy cluster.`,
      '- **Session** is how long the cluster waits for a silent broker: `broker.session.timeout.ms` with KRaft, `zookeeper.session.timeout.ms` with ZooKeeper.',
      '- **Hit** is the partition whose leader was broken, of several the one that suffered longest; **others** are all other partitions of the topic. With acks=all they wait too, until the broken broker has left their in-sync replicas.',
      '- **No writes** and **no reads** are the longest time between two answers to a prober while the broker was broken; **new leader** and **ISR shrank** are when another broker was first seen to know, since the fault began.',
      '- **Lost** and **duplicated** are records of all runs together, found by reading the whole topic back. Acknowledged records must not be lost; duplicates are allowed, since the producers are not idempotent.',
      '- The times of a fault that is noticed by a timeout follow from the session; those of an orderly stop from the machine.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}

/** Machine, versions, traffic, and the command that does it again; what more there is to say, as further lines. */
export function whereAndHow(
  { cells }: Pick<MatrixResult, 'cells'>,
  { command, klabVersion, startedAt, runtime, machine, runs, recordsPerSecond }: MatrixOccasion,
  ...more: readonly string[]
): readonly string[] {
  return [
    '## Where and how',
    [
      `- Machine: ${machine}. Every node of a cluster shares it, on the ${runtime} runtime.`,
      `- Kafka: ${cells.some(isUpgrade) ? upgradedVersions(cells) : kafkaVersions(cells)}.`,
      `- klab ${klabVersion}, ${startedAt.slice(0, 10)}.`,
      `- Traffic: one prober per partition, ${recordsPerSecond} records a second each, acks=all.`,
      `- ${howOften(cells, runs)}`,
      ...more,
    ].join('\n'),
    'To do it again:',
    `\`\`\`\n${command}\n\`\`\``,
  ];
}

function howOften(cells: readonly MatrixCell[], runs: number): string {
  const often = runs === 1 ? 'once' : `${runs} times`;
  if (cells.some(isUpgrade)) return `Each upgrade ran ${often}, each time on a cluster of its own.`;
  return `Each drill ran ${often} on a cluster that was up for its drills alone.`;
}

/** `3.9.2, 4.4.0 (multi-broker)`. */
function upgradedVersions(cells: readonly MatrixCell[]): string {
  const names = new Set(cells.map(({ topology }) => topology.name));
  const all = cells.flatMap(({ topology, upgradeTo }) => [topology.kafkaVersion, upgradeTo ?? []].flat());
  const versions = [...new Set(all)].toSorted((one, other) => (isOlder(one, other) ? -1 : 1));
  return `${versions.join(', ')} (${[...names].join(', ')})`;
}

function kafkaVersions(cells: readonly MatrixCell[]): string {
  const versions = new Map(cells.map(({ topology }) => [topology.name, topology.kafkaVersion]));
  return [...versions].map(([name, version]) => `${version} (${name})`).join(', ');
}

/** ` A default session is 9 s with KRaft, 18 s with ZooKeeper.` */
function defaultSessions(cells: readonly MatrixCell[]): string {
  const own = cells.filter(({ ownSession }) => ownSession);
  const texts = own.map(
    ({ topology }) => `${topology.sessionTimeoutMs / 1_000} s with ${modeNames[topology.mode]}`,
  );
  return own.length === 0 ? '' : ` A default session is ${[...new Set(texts)].join(', ')}.`;
}
