/** A Java agent in a node's JVM: what it is made of, where a container has it, and how a server is started with it. */

/** An agent that the JVM of a node loads before the node's own code. */
export interface JavaAgent {
  /** Short name in lower case, part of the names of what holds its jars, such as `jmx`. */
  readonly name: string;
  /** Maven coordinates of its jar. */
  readonly artifact: string;
  /** Jars that it needs and a Java runtime may lack, by coordinates; a runtime that has the classes uses its own. */
  readonly libraries: readonly string[];
  /** Flags that the libraries need. */
  readonly jvmFlags: readonly string[];
  /** Name of the node's port that the agent serves on. */
  readonly port: string;
  /** Content of its configuration file. */
  readonly config: string;
}

/** Directory in a container that holds the jars of its agent, under the names that Maven gives them. */
export const agentDirectory = '/opt/klab/agent';

/** Path of the agent's configuration in a container. */
const agentConfigPath = '/etc/klab/agent.yaml';

/** Variable that names the folder of an agent's jars on a host, for targets whose files read variables. */
export function agentVariable({ name }: JavaAgent): string {
  return `KLAB_${name.toUpperCase()}_AGENT`;
}

/** Folder or object that holds an agent's jars where nobody names another. */
export function agentJarsName({ name }: JavaAgent): string {
  return `klab-${name}-agent`;
}

/** Coordinates of all jars of an agent. */
export function agentJars({ artifact, libraries }: JavaAgent): readonly string[] {
  return [artifact, ...libraries];
}

/** File name of a jar, as Maven's dependency:copy gives it. */
export function jarFileName(coordinates: string): string {
  const [, artifact = '', version = ''] = coordinates.split(':');
  return `${artifact}-${version}.jar`;
}

/** What a node that may have an agent must say of itself. */
interface AgentHost {
  readonly id: string;
  readonly image: string;
  readonly javaAgent?: JavaAgent;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

/** Configuration files of a node's agent, by path; none without one. */
export function agentFiles({ javaAgent }: AgentHost): Readonly<Record<string, string>> {
  return javaAgent === undefined ? {} : { [agentConfigPath]: javaAgent.config };
}

/**
 * What the start of a container is told whose server has an agent; nothing without one.
 * Both images' run script exports its arguments for the server it starts, and nothing else does: in the environment of
 * the container the agent would also be in every tool that somebody runs there, which ends because the port is taken
 * (apache/kafka, docker/resources/common-scripts/run; confluentinc/kafka-images, kafka/include/etc/confluent/docker/run).
 * @param options flags that the server has anyway.
 */
export function agentArguments(node: AgentHost, options: string): readonly string[] {
  const { javaAgent: agent } = node;
  if (agent === undefined) return [];
  const port = node.ports.find(({ name }) => name === agent.port)?.port;
  if (port === undefined) throw new Error(`${node.id} has no port ${agent.port} for its agent`);
  const path = (coordinates: string): string => `${agentDirectory}/${jarFileName(coordinates)}`;
  const flags = [
    ...(agent.libraries.length > 0 ? [`-Xbootclasspath/a:${agent.libraries.map(path).join(':')}`] : []),
    ...agent.jvmFlags,
    `-javaagent:${path(agent.artifact)}=${port}:${agentConfigPath}`,
  ];
  return [`KAFKA_OPTS=${[options, ...flags].join(' ')}`];
}
