/** What people and programs see of smoke checks: a line for each as it ends, a table, one JSON object. */
import { mark } from '../marks.ts';
import type { CheckOutcome, CheckResult } from '../../checks/kit/check.ts';
import { labTopicConfigs } from '../../kafka/topic-settings.ts';
import type { Instance } from '../../cluster/instance.ts';
import { humanDuration, table } from './table.ts';
import { said } from '../../words.ts';

/** All results of one run. */
export interface SmokeRun {
  readonly instance: Pick<Instance, 'id'>;
  readonly topology: { readonly name: string };
  readonly results: readonly CheckResult[];
  readonly durationMs: number;
}

/** Width of a terminal that does not say how wide it is. */
const defaultColumns = 120;

/** Narrowest column of what a check proved. */
const minDetailWidth = 40;

/** One check that has just ended, for a person who waits. */
export function smokeLine({ name, outcome, durationMs }: CheckResult): string {
  return `${signOf(outcome)} ${name} ${mark.dim(outcome === 'skipped' ? 'skipped' : humanDuration(durationMs))}`;
}

/** The table of all checks, and the one line to remember. */
export function smokeReport(run: SmokeRun, columns = defaultColumns): string {
  const head = ['', 'CHECK', 'WHAT IT PROVED', 'TIME'] as const;
  const names = Math.max(...run.results.map(({ name }) => name.length), head[1].length);
  const timeAndGaps = 18;
  const width = Math.max(minDetailWidth, columns - names - timeAndGaps);
  const rows = run.results
    .filter(isSaid)
    .map((result) => [
      signOf(result.outcome),
      result.name,
      details(result, width),
      result.outcome === 'skipped' ? '' : humanDuration(result.durationMs),
    ]);
  return [table(head, rows), '', ...unsaid(run), topicsSaid, smokeVerdict(run)].join('\n');
}

/** What no default of the brokers has changed. */
const topicsSaid = mark.dim(
  "topics of the checks keep brokers' defaults out; --json says what they were set to",
);

/** Whether a person wants to read of a result: of a service or security that nobody asked for there is nothing to tell. */
export function isSaid({ lacks }: CheckResult): boolean {
  return lacks === undefined;
}

/** One line for all checks of services that the topology does not have, one for those of security. */
function unsaid({ results, topology }: SmokeRun): string[] {
  const lacking = results.flatMap(({ lacks }) => lacks ?? []);
  const services = lacking.filter((lack) => lack !== 'security');
  const others = lacking.length - services.length;
  const names = [...new Set(services)].join(', ');
  return said(
    services.length > 0 &&
      `${services.length} checks are about side services that ${topology.name} does not have: ${names}`,
    others > 0 &&
      `${others} ${others === 1 ? 'check is' : 'checks are'} about security that ${topology.name} does not have`,
  ).map((text) => mark.dim(text));
}

/** The one line to remember. */
function smokeVerdict({ instance, results, durationMs }: SmokeRun): string {
  const { passed, failed, skipped } = counts(results.filter(isSaid));
  const text = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
  const line = `${failed > 0 ? 'FAILED' : 'PASSED'}: ${text} on ${instance.id} in ${humanDuration(durationMs)}`;
  return mark.strong(failed > 0 ? mark.bad(line) : mark.good(line));
}

/** The object that `--json` prints, without its schema version. */
export function smokeJson({ instance, topology, results, durationMs }: SmokeRun): object {
  return {
    kind: 'smoke',
    topology: topology.name,
    instance: instance.id,
    ...counts(results),
    durationMs: Math.round(durationMs),
    topicSettings: labTopicConfigs,
    checks: results,
  };
}

/** How many checks ended in which way. */
export function counts(results: readonly CheckResult[]): Readonly<Record<CheckOutcome, number>> {
  const count = (wanted: CheckOutcome): number => results.filter(({ outcome }) => outcome === wanted).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

function signOf(outcome: CheckOutcome): string {
  const marks: Readonly<Record<CheckOutcome, string>> = {
    passed: mark.good('✔'),
    failed: mark.bad('✖'),
    skipped: mark.doubtful('-'),
  };
  return marks[outcome];
}

/** A failure also says what should have held. */
function details({ outcome, claim, detail }: CheckResult, width: number): string {
  const lines = wrap(outcome === 'skipped' ? `skipped: ${detail}` : detail, width);
  if (outcome === 'passed') return lines.join('\n');
  if (outcome === 'skipped') return lines.map((line) => mark.dim(line)).join('\n');
  return [...wrap(claim, width).map((line) => mark.dim(line)), ...lines.map((line) => mark.bad(line))].join(
    '\n',
  );
}

/** Breaks text at spaces; a word that is wider than a line keeps a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
