/** Everything that a namespace or a cluster has, of whatever kind: asked before either is removed. */
import { leftOutOf, type Thing } from './strangers.ts';

/** Runs kubectl on some cluster. @returns its standard output */
export type RunKubectl = (args: readonly string[]) => Promise<string>;

/** Kinds that the cluster itself keeps, or that say nothing of anybody's will; some are many. */
const ofTheCluster =
  /^(events|endpoints|leases|endpointslices|controllerrevisions|csistoragecapacities)(\.|$)|\.metrics\.k8s\.io$/;

const separator = '\t';

/** One line for each object, with what tells it from what a cluster makes by itself. */
const format = `jsonpath={range .items[*]}${[
  '{.kind}',
  '{.metadata.namespace}',
  '{.metadata.name}',
  '{.metadata.ownerReferences[*].uid}',
  '{.type}',
].join(separator)}{"\\n"}{end}`;

/**
 * What somebody put into a namespace, or into any; what the cluster makes by itself is left out.
 * @throws LabError where not everything may be seen.
 */
export async function listThings(run: RunKubectl, namespace?: string): Promise<readonly Thing[]> {
  const known = await run(['api-resources', '--namespaced', '--verbs=list', '--output=name']);
  const kinds = known.split('\n').filter((kind) => kind !== '' && !ofTheCluster.test(kind));
  const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
  const text = await run(['get', kinds.join(','), ...where, `--output=${format}`]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Thing & { owners: string; type: string } => {
      const [kind = '', namespaceOf = '', name = '', owners = '', type = ''] = line.split(separator);
      return { kind, namespace: namespaceOf, name, owners, type };
    })
    .filter((thing) => !leftOutOf(thing))
    .map(({ kind, namespace: namespaceOf, name }) => ({ kind, namespace: namespaceOf, name }));
}
