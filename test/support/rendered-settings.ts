/** What a node's settings are in the files of each target: read back from what was rendered, not from the model. */
import { settingOf } from '../../src/kafka/images/image-environment.ts';
import type { ResolvedTopology, Target } from '../../src/kafka/node.ts';
import { readProperties } from '../../src/kafka/properties.ts';
import { zooKeeperVariables } from '../../src/kafka/images/zookeeper-variables.ts';
import { composeDocument } from '../../src/render/compose/convert.ts';
import { renderLocal } from '../../src/render/local/render.ts';
import { environmentOf, manifestsOf, named } from './manifests.ts';

/** One node as a target's files describe it. */
export interface RenderedNode {
  readonly id: string;
  /** Settings by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Image; for local nodes the image that holds what their jars hold. */
  readonly software: string;
  /** Largest heap, as the JVM's flag. */
  readonly heap: string;
}

/** Variables that images read for the JVM and their own start, and not as settings. */
const notSettings =
  /^(CLUSTER_ID|KAFKA_(HEAP_OPTS|JVM_PERFORMANCE_OPTS|OPTS|LOG4J_LOGGERS|JMX_PORT|JMX_HOSTNAME))$/;

/** Every node of a topology on one target. */
export function renderedNodes(topology: ResolvedTopology, target: Target): readonly RenderedNode[] {
  return renderers[target](topology);
}

const renderers: Readonly<Record<Target, (topology: ResolvedTopology) => readonly RenderedNode[]>> = {
  local: (topology) => {
    const files = renderLocal(topology);
    const jars = /^kafkaVersion: (\S+)$/m.exec(files[0]?.content ?? '')?.[1];
    return topology.nodes.map((node) => ({
      id: node.id,
      settings: readProperties(files.find(({ path }) => path.startsWith(`local/${node.id}/`))?.content ?? ''),
      software: jars === node.version ? node.image : `jars of ${jars}`,
      heap: /-Xmx\S+/.exec(files[0]?.content.split(`id: ${node.id}\n`)[1] ?? '')?.[0] ?? '',
    }));
  },
  compose: (topology) =>
    Object.entries(composeDocument(topology).services).map(([id, { environment, image }]) =>
      fromEnvironment(id, environment, image),
    ),
  kubernetes: (topology) => {
    const manifests = manifestsOf(topology);
    return manifests
      .filter(({ kind }) => kind === 'StatefulSet')
      .map(({ metadata: { name } }) => {
        const { image } = named(manifests, 'StatefulSet', name).spec.template.spec.containers[0];
        return fromEnvironment(name, environmentOf(manifests, name), image);
      });
  },
};

function fromEnvironment(
  id: string,
  environment: Readonly<Record<string, string>>,
  software: string,
): RenderedNode {
  const isZooKeeper = 'ZOOKEEPER_SERVER_ID' in environment;
  const settings = isZooKeeper ? zooKeeperSettings(environment) : kafkaSettings(environment);
  return { id, settings, software, heap: environment['KAFKA_HEAP_OPTS'] ?? '' };
}

function kafkaSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const variables = Object.entries(environment).filter(([name]) => !notSettings.test(name));
  return Object.fromEntries(variables.map(([name, value]) => [settingOf(name), value]));
}

function zooKeeperSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const byVariable = Object.entries(zooKeeperVariables).flatMap(([setting, variable]): [string, string][] => {
    const value = environment[variable];
    return value === undefined ? [] : [[setting, value]];
  });
  const byProperty = [...(environment['KAFKA_OPTS'] ?? '').matchAll(/-Dzookeeper\.(\S+?)=(\S+)/g)].map(
    ([, setting = '', value = '']) => [setting, value],
  );
  return Object.fromEntries([...byVariable, ...byProperty]) as Record<string, string>;
}

/** Names of the listeners that a node's settings open. */
export function listenerNamesOf({ settings }: RenderedNode): readonly string[] {
  return (settings['listeners'] ?? '').split(',').flatMap((listener) => listener.split('://')[0] || []);
}
