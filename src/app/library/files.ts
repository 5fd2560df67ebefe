/** Generated files for programs: what a topology renders to, and what changes between two. */
import { aWord, oneOf, yesOrNo, wholeNumber } from '../../constructs/prop-rules.ts';
import { checkedOptions, type Rules } from '../../constructs/props.ts';
import type { Topology } from '../../constructs/topology.ts';
import type { Comparison } from '../../diff/changes.ts';
import type { FileSide } from '../../diff/sides/side.ts';
import type { ResolvedTopology, Target } from '../../kafka/node.ts';
import type { RenderOptions, RenderedFile } from '../../render/rendered-file.ts';
import { maxPortOffset } from '../../kafka/ports.ts';
import { resolvedOf, targetRule } from './given.ts';

/** Options of {@link render}. */
export interface RenderingOptions extends Pick<
  RenderOptions,
  'portOffset' | 'hostAccess' | 'namespace' | 'isolatable'
> {
  /** What to render it to. @default every target that it has */
  readonly target?: Target;
}

/** Options of {@link diff}. */
export interface DiffOptions {
  /** The target whose files are compared. @default every target that both have */
  readonly target?: Target;
}

const renderRules: Rules<RenderingOptions> = {
  target: targetRule,
  portOffset: wholeNumber(0, maxPortOffset),
  hostAccess: oneOf(['node-port', 'port-forward']),
  namespace: aWord,
  isolatable: yesOrNo,
};

const diffRules: Rules<DiffOptions> = { target: targetRule };

/** The files that a topology renders to, as `klab synth` writes them. @throws TopologyValidationError */
export async function render(
  topology: Topology | ResolvedTopology,
  given: RenderingOptions = {},
): Promise<readonly RenderedFile[]> {
  const resolved = resolvedOf(topology, 'render');
  const { target, ...options } = checkedOptions('render', given, renderRules);
  const { renderTarget } = await import('../../render/render.ts');
  const wanted = target === undefined ? resolved.targets : [target];
  return (await Promise.all(wanted.map((one) => renderTarget(resolved, one, options)))).flat();
}

/**
 * What changes from one topology to another, and what each change costs.
 * @param before a topology, or the path of a folder or file that `klab synth` wrote; `after` likewise.
 * @returns one comparison per target.
 * @throws TopologyValidationError; UsageError for a path with nothing of the lab's.
 */
export async function diff(
  before: Topology | ResolvedTopology | string,
  after: Topology | ResolvedTopology | string,
  given: DiffOptions = {},
): Promise<readonly Comparison[]> {
  const { target } = checkedOptions('diff', given, diffRules);
  const [{ pathSide }, { pairsOf, comparePair }, { topologySide }] = await Promise.all([
    import('../../diff/sides/side.ts'),
    import('../../diff/sides/pairs.ts'),
    import('../diff/open-sides.ts'),
  ]);
  const open = async (side: Topology | ResolvedTopology | string): Promise<FileSide> => {
    const of = target === undefined ? {} : { target };
    if (typeof side === 'string') return await pathSide({ text: side, kind: 'path', ...of });
    return { ...topologySide(resolvedOf(side, 'diff')), ...of };
  };
  const pairs = await pairsOf(...(await Promise.all([open(before), open(after)])));
  return pairs.flatMap(comparePair);
}
