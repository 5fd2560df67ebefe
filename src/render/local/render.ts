/** Turns a resolved topology into the files of the local target: a plan, and a settings file per node. */
import { stringify } from 'yaml';
import { settingsFor } from '../../kafka/addresses.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { generatedHeader, type RenderedFile } from '../rendered-file.ts';
import { localAddressing } from './addressing.ts';
import { planOf } from './plan.ts';

/** Where the plan stands in the local folder. */
export const planFile = 'plan.yaml';

/** @param portOffset added to every port. @returns files below `local/`. */
export function renderLocal(topology: ResolvedTopology, portOffset = 0): readonly RenderedFile[] {
  const addressing = localAddressing(portOffset);
  const plan = planOf(topology, addressing);
  const header = generatedHeader(topology.name)
    .map((line) => `# ${line}\n`)
    .join('');
  const configs = topology.nodes.map((node, index) => ({
    path: `local/${plan.processes[index]?.config ?? node.id}`,
    content: header + properties(settingsFor(node, topology, addressing)),
  }));
  return [{ path: `local/${planFile}`, content: header + stringify(plan, { lineWidth: 0 }) }, ...configs];
}

/** The format that Kafka and ZooKeeper share; sorted, so that files differ only where settings do. */
function properties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
