/** Changes that a running cluster cannot be given: it must be made anew, or led there by a migration. */
import { lineOfImage } from '../../kafka/images/image-line.ts';
import { isOlder } from '../../kafka/versions/versions.ts';
import type { Difference } from '../changes.ts';
import { metadataOf, type Fact } from '../model.ts';
import { claimField } from '../readers/pod.ts';
import { groupOn, settingOn, type Rule, type RuleContext } from './rule.ts';

/** Fields that may change (kubernetes, ValidateStatefulSetUpdate); all others of the spec are refused. */
const changeable =
  /^StatefulSet spec\.(replicas|ordinals|template|updateStrategy|persistentVolumeClaimRetentionPolicy|minReadySeconds|revisionHistoryLimit)\b/;

/** Rules about what is not possible in place. */
export const inPlaceRules: readonly Rule[] = [
  {
    id: 'metadata-elsewhere',
    source: 'KIP-866 (migration, up to Kafka 3.9), KIP-833 (ZooKeeper is gone in 4.0)',
    find({ kind, name, before, after }) {
      if (kind !== 'topology' || name !== 'metadata') return undefined;
      const text =
        before === 'ZooKeeper'
          ? 'not possible in place: metadata moves to KRaft by a migration on Kafka 3.9, with controllers beside ZooKeeper'
          : `not possible in place: there is no way from ${before} to ${after}`;
      return { risk: 'high', text };
    },
  },
  {
    id: 'identity',
    source:
      'Kafka, meta.properties: node.id and cluster.id are written with the data (InconsistentClusterIdException, InconsistentBrokerMetadataException)',
    find(difference, context) {
      const { kind, name, before } = difference;
      const isNumber = kind === 'setting' && /^(node|broker)\.id$/.test(name);
      const [from, to] = [context.before, context.after].map(
        (model) => settingOn(model, difference, 'node.id') ?? settingOn(model, difference, 'broker.id'),
      );
      // One name of the setting for the other says nothing (KafkaConfig.populateSynonyms).
      const isOther = kind === 'cluster id' || (isNumber && from !== to);
      return isOther && before !== undefined
        ? {
            risk: 'high',
            text: 'not possible in place: the node refuses data that was written under another id',
          }
        : undefined;
    },
  },
  {
    id: 'role-changed',
    source: 'Kafka documentation, "Process Roles" and controller.quorum.voters',
    find: ({ kind, name, before, after }) =>
      kind === 'setting' && name === 'process.roles' && before !== undefined && after !== undefined
        ? {
            risk: 'high',
            text: 'not possible in place with static voters: who votes is decided when the quorum is made',
          }
        : undefined,
  },
  {
    id: 'voters-changed',
    source:
      'Kafka documentation, "Controller membership changes": only a dynamic quorum (KIP-853) changes its voters',
    find({ kind, name, before, after }) {
      if (kind !== 'setting' || name !== 'controller.quorum.voters') return undefined;
      const ids = (list: string): string =>
        list
          .split(',')
          .map((voter) => voter.split('@')[0])
          .toSorted((a = '', b = '') => a.localeCompare(b))
          .join(',');
      if (before === undefined || after === undefined || ids(before) === ids(after)) return undefined;
      return {
        risk: 'high',
        text: 'not possible in place: a static quorum keeps the voters that it was made with',
      };
    },
  },
  {
    id: 'version',
    source: 'Kafka documentation, "Upgrading": upgrades roll, metadata.version does not go back',
    find({ kind, before, after }, context) {
      // With other metadata it is another cluster, and no upgrade.
      if (kind !== 'image' || metadataOf(context.before) !== metadataOf(context.after)) return undefined;
      const [from, to] = [before, after].map(
        (text) => /^Kafka (\d+\.\d+)/.exec(text ?? '')?.[1] ?? lineOfImage(text ?? ''),
      );
      if (from === undefined || to === undefined || from === to) return undefined;
      return isOlder(to, from)
        ? { risk: 'high', text: `not possible in place: Kafka ${to} does not read what Kafka ${from} wrote` }
        : {
            risk: 'medium',
            text: `upgrade from Kafka ${from} to ${to}: once all nodes run it, raise ${
              metadataOf(context.after) === 'ZooKeeper'
                ? 'inter.broker.protocol.version'
                : 'metadata.version (kafka-features.sh)'
            }`,
          };
    },
  },
  {
    id: 'statefulset-immutable',
    source:
      'Kubernetes, ValidateStatefulSetUpdate: "updates to statefulset spec for fields other than … are forbidden"',
    find(difference, context) {
      const { kind, name, isNode } = difference;
      if (context.after.target !== 'kubernetes' || !isNode) return undefined;
      const isSpec = kind === 'form' && name.startsWith('StatefulSet spec') && !changeable.test(name);
      return isSpec || isOfClaim(difference, context)
        ? {
            risk: 'high',
            text: 'not possible in place: a StatefulSet refuses it; delete and apply it anew (--cascade=orphan keeps the pod)',
          }
        : undefined;
    },
  },
  {
    id: 'service-immutable',
    source: 'Kubernetes, ValidateServiceUpdate: spec.clusterIP "field is immutable"',
    find: ({ kind, name, isNode }, { after }) =>
      after.target === 'kubernetes' && isNode && kind === 'port' && /^Service .*\.clusterIP$/.test(name)
        ? {
            risk: 'high',
            text: 'not possible in place: a Service keeps its address; delete and apply it anew',
          }
        : undefined,
  },
  {
    id: 'kind-fixed',
    source: 'kind documentation, configuration: read when a cluster is made',
    find: ({ group }) =>
      group === 'kind cluster'
        ? { risk: 'high', text: 'not possible in place: a kind cluster is made with its ports and machines' }
        : undefined,
  },
  {
    id: 'volume-options',
    source: 'Docker: options of a volume are read when it is made',
    find: ({ group, kind }) =>
      group.startsWith('volume ') && kind === 'form'
        ? { risk: 'high', text: 'not possible in place: a volume keeps the options that it was made with' }
        : undefined,
  },
];

/** Names of mounted volumes that are claimed; files and scratch space are not. */
function claimsIn(facts: readonly Fact[]): readonly string[] {
  return facts
    .filter(
      ({ kind, fields }) =>
        kind === 'volume' && Object.keys(fields).some((one) => one.startsWith(claimField)),
    )
    .map(({ fields }) => fields['name'] ?? '');
}

/** True for what a claim says, and for a mount of a claim that the set did not have or loses; mounts alone may move. */
function isOfClaim({ kind, field, group, before, after, action }: Difference, context: RuleContext): boolean {
  if (kind !== 'volume') return false;
  if (field !== undefined && field !== 'name') return field.startsWith(claimField);
  const [old = [], fresh = []] = [context.before, context.after].map((model) =>
    claimsIn(groupOn(model, group)?.facts ?? []),
  );
  const isOneSided = (name = ''): boolean => old.includes(name) !== fresh.includes(name);
  if (field === 'name') return isOneSided(before) || isOneSided(after);
  // A whole mount in words begins with the name of its volume.
  return action !== 'changed' && isOneSided(/^name ([^,]+)/.exec(after ?? before ?? '')?.[1]);
}
