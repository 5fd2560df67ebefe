/** Looks at compose files for what will not work, or not for long: the whole of `klab lint` but reading from disk and printing. */
import { risks, type Risk } from '../diff/changes.ts';
import { kafkaVariable } from '../kafka/images/image-environment.ts';
import { clustersOf } from './cluster.ts';
import { completed, type ReadBeside } from './completed.ts';
import type { LintFinding } from './finding.ts';
import { lintRules } from './rules/index.ts';

/** What was found in some files. */
export interface LintResult {
  /** The riskiest first, then in the order of the files. */
  readonly findings: readonly LintFinding[];
  readonly risk: Risk;
  /** Ids of the nodes of each cluster; none where there is no Kafka. */
  readonly clusters: readonly (readonly string[])[];
  /** What could not be had or was passed over, a line each. */
  readonly notes: readonly string[];
}

/**
 * Looks at files that belong together, in compose's order.
 * @param files by path
 * @throws UsageError where one is no compose file
 */
export function lintFiles(files: ReadonlyMap<string, string>, readBeside: ReadBeside): LintResult {
  const [first = ''] = files.keys();
  const whole = completed(files, readBeside);
  const clusters = clustersOf(whole, first, readBeside);
  const found = new Map<string, LintFinding>();
  for (const cluster of clusters) {
    for (const rule of lintRules) {
      for (const { node, at, risk = rule.risk, text, fix } of rule.find(cluster)) {
        const place = placeOf(files, node, at);
        const key = JSON.stringify([rule.id, place, text]);
        // Rules about all services say the same of each cluster.
        const nodes = [...new Set([...(found.get(key)?.nodes ?? []), node])];
        found.set(key, { rule: rule.id, risk, ...place, nodes, text, fix, source: rule.source });
      }
    }
  }
  const findings = [...found.values()].toSorted(
    (a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk) || a.line - b.line,
  );
  const kafka = clusters.flatMap(({ nodes }) => (nodes.length === 0 ? [] : [nodes.map(({ id }) => id)]));
  return {
    findings,
    risk: findings[0]?.risk ?? 'none',
    clusters: kafka,
    notes: [...whole.notes, ...(kafka.length === 0 ? ['there is no Kafka in it that is known here'] : [])],
  };
}

/** The last file that has the service says where; a word that it has from an anchor stands elsewhere in the file. */
function placeOf(
  files: ReadonlyMap<string, string>,
  node: string,
  at: string | undefined,
): Pick<LintFinding, 'file' | 'line'> {
  const places = [...files].map(([file, text]) => {
    const lines = text.split('\n');
    const begin = lines.findIndex((line) => new RegExp(`^\\s+['"]?${escaped(node)}['"]?:`).test(line));
    if (begin < 0) return { file, begin, line: -1 };
    const indent = indentOf(lines[begin] ?? '');
    const rest = lines.slice(begin + 1);
    const length = rest.findIndex(
      (line) => line.trim() !== '' && !/^\s*#/.test(line) && indentOf(line) <= indent,
    );
    const isWord = wordOf(at);
    const within = rest.slice(0, length < 0 ? undefined : length).findIndex(isWord);
    const anywhere = within < 0 ? lines.findIndex(isWord) : begin + 1 + within;
    return { file, begin, line: at === undefined ? -1 : anywhere };
  });
  const has = places.filter(({ begin }) => begin >= 0);
  const { file, line, begin } = has.findLast((one) => one.line >= 0) ??
    has.at(-1) ?? { file: [...files.keys()][0] ?? '', line: 0, begin: 0 };
  return { file, line: (line >= 0 ? line : Math.max(begin, 0)) + 1 };
}

/** A setting stands in a line by its own name or by the one of its variable. */
function wordOf(at: string | undefined): (line: string) => boolean {
  if (at === undefined) return () => false;
  const variable = kafkaVariable(at);
  const names = [variable, variable.replace('KAFKA_', 'KAFKA_CFG_')].map(
    (name) => new RegExp(`\\b${escaped(name)}\\b`),
  );
  return (line) => !/^\s*#/.test(line) && (line.includes(at) || names.some((name) => name.test(line)));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
