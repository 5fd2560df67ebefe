/** What a `klab.config.ts` holds: the topologies of whoever wrote it. */
import type { TopologyFactory } from '../find/registry.ts';

/** The default export of a `klab.config.ts`. */
export interface KlabConfig {
  /**
   * Topologies by their names, each as a function that makes it. It is given what the command line says, such as
   * `--brokers`, and hands it on to its `KafkaCluster`.
   */
  readonly topologies: Readonly<Record<string, TopologyFactory>>;
}

/** The same config; it lets editors and compilers know what one may hold. */
export function defineConfig(config: KlabConfig): KlabConfig {
  return config;
}
