/** Reads Strimzi's resources as the nodes and topics that its operator makes of them, and what is left of them field by field. */
import { flagVariables } from '../../kafka/images/dialects.ts';
import { lineOf } from '../../kafka/versions/versions.ts';
import { headOf, type Manifest } from '../../manifests/documents.ts';
import type { ManifestNode } from '../../manifests/node.ts';
import { strimziGroup, strimziNodes, strimziTopics } from '../../manifests/strimzi.ts';
import { isRecord, listOf, recordOf } from '../../untyped.ts';
import { fact, type FactGroup } from '../model.ts';
import { topicGroupPrefix } from '../topic-groups.ts';
import { nodeFacts } from './node-facts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether an object is one of Strimzi's that is read here. */
export function isOfStrimzi(content: Fields): boolean {
  const { group, kind } = headOf(content);
  return group === strimziGroup && ['Kafka', 'KafkaNodePool', 'KafkaTopic'].includes(kind);
}

/** The nodes and topics of some objects. */
export function strimziGroups(objects: readonly Fields[]): readonly FactGroup[] {
  const all = objects.map((one): Manifest => ({ ...headOf(one), file: '', from: 1, to: 1 }));
  const topics = strimziTopics(all).map(({ name, partitions, replicationFactor, configs }): FactGroup => ({
    id: `${topicGroupPrefix}${name}`,
    isNode: false,
    facts: [
      ...(partitions === undefined ? [] : [fact('topic', 'partitions', String(partitions))]),
      ...(replicationFactor === undefined
        ? []
        : [fact('topic', 'replication factor', String(replicationFactor))]),
      ...Object.entries(configs).map(([setting, value]) => fact('topic', setting, value.trim())),
    ],
  }));
  return [...strimziNodes(all, () => undefined).map(nodeGroup), ...topics];
}

function nodeGroup({ id, settings, environment, image, version, volumes }: ManifestNode): FactGroup {
  const isKafka = Object.keys(settings).length > 0;
  return {
    id,
    isNode: true,
    facts: [
      ...nodeFacts({
        software: isKafka ? 'kafka' : 'zookeeper',
        settings,
        jvmFlags: flagVariables.flatMap((name) => environment[name] ?? []),
        ...(image !== undefined && { image }),
        ...(version !== undefined && { line: lineOf(version) }),
      }),
      // Which image that is, the operator decides.
      ...(image === undefined && version !== undefined ? [fact('image', 'image', `Kafka ${version}`)] : []),
      ...volumes.map(({ target }) => fact('volume', target, 'a claim of its own')),
    ],
  };
}

/** An object without what its nodes say. */
export function leftOfStrimzi(content: Fields): Fields {
  const { kind } = headOf(content);
  const spec = recordOf(content['spec']);
  if (kind === 'KafkaTopic')
    return { ...content, spec: without(spec, ['partitions', 'replicas', 'config', 'topicName']) };
  const read = ['replicas', 'roles', 'version', 'config', 'jvmOptions'];
  if (kind === 'KafkaNodePool') return { ...content, spec: { ...without(spec, read), ...jvmOf(spec) } };
  const kafka = recordOf(spec['kafka']);
  const listeners = listOf(kafka['listeners']).map((one) =>
    without(recordOf(one), ['port', 'type', 'tls', 'authentication']),
  );
  return {
    ...content,
    spec: {
      ...spec,
      kafka: {
        ...without(kafka, [...read, 'listeners']),
        ...jvmOf(kafka),
        listeners: listeners.filter((one) => Object.keys(one).length > 1),
      },
      ...(isRecord(spec['zookeeper']) && { zookeeper: without(spec['zookeeper'], ['replicas']) }),
    },
  };
}

function jvmOf(fields: Fields): Fields {
  const left = without(recordOf(fields['jvmOptions']), ['-Xmx', 'Xmx']);
  return Object.keys(left).length === 0 ? {} : { jvmOptions: left };
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
