/** Looks at compose files and manifests for what will not work, or not for long: the whole of `klab lint` but reading from disk and printing. */
import { risks, type Risk } from '../diff/changes.ts';
import type { Cluster } from './cluster.ts';
import { clustersOf } from './clusters.ts';
import type { ReadBeside } from './completed.ts';
import { blocksOf, wholeOf } from './from-manifests.ts';
import type { LintFinding } from './finding.ts';
import { placeOf } from './places.ts';
import { lintRules } from './rules/index.ts';

const rulesOfManifests = lintRules.filter(({ ofCompose = false }) => !ofCompose);

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
 * @throws UsageError where one is neither a compose file nor manifests
 */
export function lintFiles(files: ReadonlyMap<string, string>, readBeside: ReadBeside): LintResult {
  const [first = ''] = files.keys();
  const whole = wholeOf(files, readBeside);
  const blocks = blocksOf(whole);
  const clusters = clustersOf(whole, first, readBeside);
  const found = new Map<string, LintFinding>();
  for (const cluster of clusters) {
    for (const rule of whole.manifests === undefined ? lintRules : rulesOfManifests) {
      for (const { node, at, shown, risk = rule.risk, text, fix } of rule.find(cluster)) {
        if (shown !== undefined && ![...files.values()].some((one) => one.includes(shown))) continue;
        const place = placeOf(files, node, at, blocks);
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
    notes: [
      ...whole.notes,
      ...notesOn(clusters, whole.manifests !== undefined),
      ...(kafka.length === 0 ? ['there is no Kafka in it that is known here'] : []),
    ],
  };
}

function notesOn(clusters: readonly Cluster[], isManifests: boolean): readonly string[] {
  const [first] = clusters;
  return (first?.all ?? [])
    .filter(({ software }) => software !== 'other')
    .flatMap(({ id, unread }) =>
      unread.map((file) =>
        isManifests
          ? `${id}: ${file}`
          : `${id} mounts ${file}, which is not there, so its settings are not known`,
      ),
    );
}
