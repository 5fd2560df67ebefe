/** What Strimzi's resources say that no node of klab's has, or has in another way. */
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import type { Remark } from './node.ts';
import type { Pool } from './strimzi-ids.ts';
import { isSecured, namedListeners } from './strimzi-listeners.ts';

/** Fields of `spec.kafka` and `spec.zookeeper` that are read. */
const read = new Set([
  'version',
  'image',
  'config',
  'replicas',
  'storage',
  'jvmOptions',
  'listeners',
  'metadataVersion',
  'rack',
  'authorization',
]);

/** A remark for each of them. */
export function remarkStrimzi(
  cluster: Manifest,
  pools: readonly Pool[],
  isKraft: boolean,
  onRemark: (remark: Remark) => void,
): void {
  const spec = recordOf(cluster.content['spec']);
  const kafka = recordOf(spec['kafka']);
  const changed = (text: string, word: string, at = cluster): void =>
    onRemark({ isOwnWay: true, text, at, word });
  const lost = (text: string, word: string, at = cluster): void =>
    onRemark({ isOwnWay: false, text, at, word });
  changed(
    isSecured(kafka['listeners'])
      ? 'certificates of the operator are not taken over: klab makes keys, certificates and passwords anew'
      : 'brokers and controllers speak TLS with certificates of the operator, and plain text here unless the prop security says otherwise',
    'kafka:',
  );
  const authorizer = textOf(recordOf(kafka['authorization'])['type']);
  if (authorizer !== undefined && authorizer !== 'simple')
    lost(`rules are looked at by ${authorizer}; klab has Kafka's own`, 'authorization:');
  if (kafka['metadataVersion'] !== undefined)
    changed(
      `metadataVersion ${textOf(kafka['metadataVersion']) ?? ''}: klab's is that of its Kafka`,
      'metadataVersion:',
    );
  if (kafka['rack'] !== undefined) {
    const key = textOf(recordOf(kafka['rack'])['topologyKey']) ?? 'a label';
    lost(`racks follow from ${key} of the machine that a pod runs on: say racks`, 'rack:');
  }
  for (const one of namedListeners(kafka['listeners'])) remarkListener(one);
  remarkFields('kafka', kafka);
  if (spec['zookeeper'] !== undefined && !isKraft) remarkFields('zookeeper', recordOf(spec['zookeeper']));
  for (const field of Object.keys(spec))
    if (field !== 'kafka' && (field !== 'zookeeper' || isKraft)) lost(`spec.${field}`, `${field}:`);
  remarkJvm(kafka['jvmOptions'], cluster);
  for (const pool of pools) if (pool.manifest !== cluster) remarkJvm(pool.spec['jvmOptions'], pool.manifest);

  function remarkListener({
    name: given,
    type = 'internal',
    authentication,
    configuration,
  }: Readonly<Record<string, unknown>>): void {
    const name = `listener ${textOf(given) ?? ''}`;
    const at = Array.isArray(kafka['listeners']) ? `name: ${textOf(given) ?? ''}` : `${textOf(given) ?? ''}:`;
    const kind = textOf(recordOf(authentication)['type']);
    if (kind !== undefined && !['tls', 'scram-sha-512', 'oauth'].includes(kind))
      lost(`${name} lets clients in by ${kind}`, at);
    if (type !== 'internal')
      changed(`${name} is reached from outside by ${textOf(type) ?? ''}; klab's by ports of the host`, at);
    const brokers = listOf(recordOf(configuration)['brokers']).length;
    const left = Object.keys(recordOf(configuration)).filter((field) => field !== 'brokers');
    if (brokers > 0) changed(`${name} has addresses of its own for ${brokers} brokers`, 'brokers:');
    if (left.length > 0) lost(`${name}: ${left.join(', ')}`, 'configuration:');
  }

  function remarkFields(where: string, fields: Readonly<Record<string, unknown>>): void {
    for (const field of Object.keys(fields).filter((one) => !read.has(one))) {
      if (field === 'resources')
        changed(`${where}.resources: klab gives each node what its heap needs`, 'resources:');
      else lost(`${where}.${field}`, `${field}:`);
    }
  }

  function remarkJvm(options: unknown, at: Manifest): void {
    for (const name of Object.keys(recordOf(options)))
      if (!/^-?Xm[xs]$/.test(name)) lost(`jvmOptions.${name}: say jvmOptions`, `${name}:`, at);
  }
}
