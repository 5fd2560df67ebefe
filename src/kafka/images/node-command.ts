/** With what a container starts a node of the cluster, where that is not the image's own start alone. */
import { agentArguments, agentFiles } from '../java-agent.ts';
import type { LabNode, ResolvedTopology } from '../node.ts';
import { modeOfNode } from '../node-metadata.ts';
import type { MetadataMode } from '../versions/versions.ts';
import { controllerStart, controllerStartPath, startsByScript } from './controller-start.ts';

/**
 * The command; undefined where it is the image's own.
 * @param options flags that the server has anyway.
 */
export function nodeCommand(
  node: LabNode,
  topology: ResolvedTopology,
  options: string,
): readonly string[] | undefined {
  const given = agentArguments(node, options);
  if (startsByScript(node, topology)) return ['bash', controllerStartPath, ...given];
  return given.length === 0 ? undefined : [runScript(node.image, modeOfNode(node)), ...given];
}

/** The files that the command needs, by path. */
export function commandFiles(node: LabNode, topology: ResolvedTopology): Readonly<Record<string, string>> {
  return {
    ...agentFiles(node),
    ...(startsByScript(node, topology) && { [controllerStartPath]: controllerStart }),
  };
}

/** An image of another origin is taken for a copy of the one that the mode has by default. */
function runScript(image: string, mode: MetadataMode): string {
  const isConfluent = /(^|\/)cp-/.test(image) || (mode === 'zookeeper' && !/(^|\/)apache\/kafka/.test(image));
  return isConfluent ? '/etc/confluent/docker/run' : '/etc/kafka/docker/run';
}
