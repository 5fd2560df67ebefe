/** Turns a resolved topology into the files of the local target: a plan, and a settings file per node. */
import { posix } from 'node:path';
import { stringify } from 'yaml';
import { settingsFor } from '../../kafka/addresses.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { writeProperties } from '../../kafka/properties.ts';
import { generatedHeader, type RenderedFile } from '../rendered-file.ts';
import { withFilesPlaced } from '../../kafka/references.ts';
import { isolatableAddressing, localAddressing, renderedFolder } from './addressing.ts';
import { hostsFile } from './links.ts';
import { isolatablePlanOf, planOf } from './plan.ts';

/** Where the plan stands in the local folder. */
export const planFile = 'plan.yaml';

/** In what a rendering may differ from the one in `dist/`. */
export interface LocalRenderOptions {
  /** Added to every port. @default 0 */
  readonly portOffset?: number;
  /** Lead everything between nodes, and from clients to nodes, through links that can be cut. @default false */
  readonly isolatable?: boolean;
}

/** @returns files below `local/`. */
export function renderLocal(
  topology: ResolvedTopology,
  { portOffset = 0, isolatable = false }: LocalRenderOptions = {},
): readonly RenderedFile[] {
  const shared = localAddressing(portOffset);
  const plan = isolatable ? isolatablePlanOf(topology, shared, portOffset) : planOf(topology, shared);
  const header = generatedHeader(topology.name)
    .map((line) => `# ${line}\n`)
    .join('');
  const nodeFiles = topology.nodes.flatMap((given, index): RenderedFile[] => {
    const planned = plan.processes[index];
    const addressing = isolatable ? isolatableAddressing(given, portOffset) : shared;
    const node = withFilesPlaced(given, addressing);
    return [
      {
        path: `local/${planned?.config ?? node.id}`,
        content: header + writeProperties(settingsFor(node, topology, addressing)),
      },
      ...(planned?.hostsFile === undefined
        ? []
        : [{ path: `local/${planned.hostsFile}`, content: hostsFile(topology, given) }]),
      ...Object.entries(node.files ?? {}).map(([path, content]) => ({
        path: `local/${posix.relative(renderedFolder, path)}`,
        content,
      })),
    ];
  });
  return [{ path: `local/${planFile}`, content: header + stringify(plan, { lineWidth: 0 }) }, ...nodeFiles];
}
