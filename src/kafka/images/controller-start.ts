/** How a container starts a controller of a dynamic quorum: by a script in place of the image's own, which ends where voters are not fixed. */
import { isController, type LabNode, type ResolvedTopology } from '../node.ts';
import { partsOfImage } from './image-line.ts';
import { quorumFilesPath } from './image-paths.ts';
import { quorumFileNames } from './quorum-files.ts';

/** Path of the script in a container. */
export const controllerStartPath = '/etc/klab/start-controller.sh';

/** Whether a node needs the script; brokers that do not vote start as ever. */
export function startsByScript(node: LabNode, { dynamicQuorum }: ResolvedTopology): boolean {
  return dynamicQuorum === true && isController(node);
}

/** Owners of images that lay Kafka out in another way than apache/kafka, and read settings in no mounted file. */
const otherOwners = /^(confluentinc|bitnami|bitnamilegacy|wurstmeister|strimzi)\//;

/**
 * Whether an image can have a node of a dynamic quorum: whoever votes starts by the script, and everybody reads in a mounted file
 * where the quorum is. One of another origin is taken for a copy of apache/kafka's; the native one has no scripts.
 */
export function fitsDynamicQuorum(image: string): boolean {
  const { name, last } = partsOfImage(image);
  return !otherOwners.test(name) && !/^(cp-.*|kafka-native)$/.test(last);
}

/**
 * The script. The image's own start has Kafka's tool format the storage each time, without any of the options that the tool wants of a
 * controller without `controller.quorum.voters` (KafkaDockerWrapper.formatStorageCmd; StorageTool.runFormatCommand), so that it ends
 * even where all is formatted. The settings are written by then, by Kafka's own class; formatting, what the image adds for remote
 * management and its archives of classes are the script's.
 */
export const controllerStart = `#!/bin/bash
# Starts a controller whose voters stand in the metadata (KIP-853). Arguments are variables for the server alone.
set -euo pipefail
kafka=/opt/kafka
settings=$kafka/config/server.properties
storage=\${KAFKA_METADATA_LOG_DIR:-\${KAFKA_LOG_DIRS%%,*}}
flags=\${KAFKA_JVM_PERFORMANCE_OPTS-}

with_archive() {
  export KAFKA_JVM_PERFORMANCE_OPTS=$flags
  if [[ -e $kafka/$1.jsa ]]; then KAFKA_JVM_PERFORMANCE_OPTS+=" -XX:SharedArchiveFile=$kafka/$1.jsa"; fi
}

with_archive storage
echo "===> Writing $settings"
# It writes them, and then fails to format: that it knows no voters is no matter here.
told=$("$kafka/bin/kafka-run-class.sh" kafka.docker.KafkaDockerWrapper setup \\
  --default-configs-dir /etc/kafka/docker --mounted-configs-dir ${quorumFilesPath} --final-configs-dir "$kafka/config" 2>&1) ||
  grep -qi 'voters\\|already formatted' <<<"$told" || { echo "$told"; exit 1; }

if [[ ! -e $storage/meta.properties ]]; then
  voters=$(grep -v '^#' ${quorumFilesPath}/${quorumFileNames.firstVoters} 2>/dev/null || true)
  # Whoever is not one of the first knows of no voters, and asks for the metadata until it is given a vote.
  if [[ ,$voters == *,"$KAFKA_NODE_ID@"* ]]; then begin=(--initial-controllers "$voters"); else begin=(--no-initial-controllers); fi
  echo "===> Formatting $storage \${begin[*]}"
  "$kafka/bin/kafka-storage.sh" format --cluster-id "$CLUSTER_ID" --config "$settings" "\${begin[@]}"
fi

with_archive kafka
if [[ -n \${KAFKA_JMX_PORT-} ]]; then
  remote=-Dcom.sun.management.jmxremote
  export JMX_PORT=$KAFKA_JMX_PORT
  export KAFKA_JMX_OPTS="\${KAFKA_JMX_OPTS:-$remote=true $remote.authenticate=false $remote.ssl=false}"
  KAFKA_JMX_OPTS+=" $remote.local.only=false $remote.rmi.port=$JMX_PORT -Djava.rmi.server.hostname=$KAFKA_JMX_HOSTNAME"
fi
for variable in "$@"; do export "\${variable?}"; done
exec "$kafka/bin/kafka-server-start.sh" "$settings"
`;
