/** The lab's marks on everything it makes, the same wherever it runs: what carries them is found, whatever is stored. */

/** Labels of containers, networks, volumes and objects; the first three are also properties of processes. */
export const marks = {
  /** Which instance of the lab something belongs to, on everything. */
  instance: 'klab.instance',
  /** Name of the topology, on everything. */
  topology: 'klab.topology',
  /** Id of the node, on everything that belongs to one. */
  node: 'klab.node',
  /** `broker`, `metadata` or `service`: whose loss a node's own loss adds to; a combined node is a broker. */
  group: 'klab.group',
  /** Digest of the files that a pod mounts, so that other files are another pod. */
  files: 'klab.files',
  /** When a pod that runs was given other secrets, in milliseconds of the epoch. */
  secrets: 'klab.secrets',
  /** On the process that makes an archive of Kafka's classes, and on its JVM: the cache that it works on. */
  archiveMaker: 'klab.archive-maker',
} as const;

/** Who manages an object, in the label that Kubernetes recommends and in its notes of who set which field. */
export const managedBy = 'klab';

/** The ConfigMap, one per namespace, that carries the topology itself. */
export const topologyConfigMapName = 'klab-topology';

/** The ConfigMaps with where a dynamic quorum is looked for, and with who begins it, one of each per namespace. */
export const quorumConfigMapNames = { sought: 'klab-quorum', firstVoters: 'klab-first-voters' } as const;

/** The label that Kubernetes recommends for what something is for. */
export const componentLabel = 'app.kubernetes.io/component';

/** What those two are for, by that label. */
export const quorumComponents = { sought: 'quorum', firstVoters: 'first-voters' } as const;

/** The ConfigMap that says of a cluster that the lab made it. */
export const labClusterName = 'klab-cluster';

/** The label that Kubernetes recommends for who manages an object. */
export const managedByLabel = 'app.kubernetes.io/managed-by';

/** Options by which a process says of itself to which instance and node it belongs. */
export function processMarks(instanceDir: string, nodeId: string): readonly [string, string] {
  return [`-D${marks.instance}=${instanceDir}`, `-D${marks.node}=${nodeId}`];
}

/** The folder of the instance to which a command line belongs, by {@link processMarks}; undefined where it is not the lab's. */
export function instanceDirIn(command: string): string | undefined {
  const [, own] = command.split(`-D${marks.instance}=`, 2);
  return own?.split(' ', 1)[0];
}
