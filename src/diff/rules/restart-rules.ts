/** What has to restart for a change, at the least: the first rule that fits decides. */
import { quorumSoughtSetting } from '../../kafka/settings.ts';
import { settingMode } from '../../kafka/versions/setting-lock.ts';
import { valueOf, type TopologyModel } from '../model.ts';
import { groupOf, isBrokerRole, roleIn, settingOn, type Finding, type Rule } from './rule.ts';

const rolling: Finding = { restart: 'rolling', risk: 'low', text: 'restart one node at a time' };

/** Settings that all members of a quorum must agree on: a member with the new list does not know one with the old. */
const quorumSettings = /^(controller\.quorum\.voters|controller\.listener\.names|server\.\d+)$/;

/** The list of voters that every node of a static quorum has. */
const quorumVoters = 'controller.quorum.voters';

/** How a node is started, in compose's words and in Kubernetes'. */
const startOfNode = /^(command|container\.args|tmpfs)$/;

/** A file that a compose file, or a ConfigMap, gives a node. */
function isOfFiles(name: string, models: readonly TopologyModel[]): boolean {
  if (models.every(({ target }) => target === 'compose')) return name.startsWith('configs[');
  const [, volume] = /^pod\.volumes\[(.+?)\]\.(?:name|(?:configMap|projected)\..+)$/.exec(name) ?? [];
  const maps = ['configMap', 'projected'].map((kind) => `pod.volumes[${volume}].${kind}.`);
  return (
    volume !== undefined &&
    models.some(({ groups }) =>
      groups.some(({ facts }) => facts.some((one) => maps.some((map) => one.name.startsWith(map)))),
    )
  );
}

/** Listeners of the controllers: every node names them. */
function quorumListeners({ groups }: TopologyModel): readonly string[] {
  const names = groups.map((group) => valueOf(group, 'setting', 'controller.listener.names'));
  return (names.find((name) => name !== undefined) ?? '').split(',');
}

/** The rule of settings that Kafka takes while it runs; its text begins with the setting's update mode. */
export const dynamicSetting = 'dynamic-setting';

/** The rule of where nodes look for a dynamic quorum: by it alone none that runs restarts. */
export const quorumSought = 'quorum-sought';

/** The rule that holds for whatever no other knows. */
export const nodeRestart = 'node-restart';

/** What klab's own files, and most charts, have beside nodes; other software decides what a resource of another kind does. */
const knownResources =
  /^(Namespace|Service|ConfigMap|Secret|PodDisruptionBudget|ServiceAccount|Role|RoleBinding|NetworkPolicy|PersistentVolumeClaim|network|volume|config|secret|kind|topic|topics)( |$)/;

/** Rules about restarts, most special first. */
export const restartRules: readonly Rule[] = [
  {
    id: 'whole-node',
    source: 'Kafka documentation, "Expanding your cluster"',
    find: ({ kind }) =>
      kind === 'node' ? { restart: 'none', risk: 'none', text: 'the other nodes run on' } : undefined,
  },
  {
    id: 'whole-cluster',
    source: 'KIP-866, KIP-833',
    find: ({ kind }) =>
      kind === 'topology'
        ? {
            restart: 'all at once',
            risk: 'high',
            text: 'it is another cluster: this one is taken down first',
          }
        : undefined,
  },
  {
    id: 'quorum-made-dynamic',
    source:
      'Kafka documentation, "Upgrade" of controller quorums: kraft.version 1 first, from Kafka 4.1 on (KAFKA-16538)',
    find(difference, { before: model, after }) {
      const { kind, name, before } = difference;
      const isList = kind === 'setting' && name === quorumVoters && before !== undefined;
      if (!isList && !(kind === 'form' && startOfNode.test(name))) return undefined;
      const sides = [model, after].map((side) => settingOn(side, difference, quorumSoughtSetting));
      if (sides[0] !== undefined || sides[1] === undefined) return undefined;
      if (!isList) return { ...rolling, text: 'how a node starts whose voters are in the metadata' };
      if (difference.after !== undefined) return undefined;
      const text =
        'restart one node at a time, once the voters are in the metadata (kafka-features.sh upgrade --feature kraft.version=1, Kafka 4.1 or newer)';
      return { restart: 'rolling', risk: 'medium', text };
    },
  },
  {
    id: 'quorum-at-once',
    source: 'Kafka documentation, controller.quorum.voters; ZooKeeper administrator guide, server.N',
    find({ kind, name, field, before }, { after, before: model }) {
      const isMember = kind === 'setting' && quorumSettings.test(name) && before !== undefined;
      const isQuorumListener =
        kind === 'listener' &&
        (field === 'port' || field === 'protocol') &&
        [model, after].some((side) => quorumListeners(side).includes(name));
      if (!isMember && !isQuorumListener) return undefined;
      const text = 'members with the old and the new list do not form a quorum: restart all at once';
      return { restart: 'all at once', risk: 'medium', text };
    },
  },
  {
    id: 'inter-broker-protocol',
    source: 'Kafka documentation, "Incorporating Security Features in a Running Cluster"',
    find(difference, { before, after }) {
      const { kind, name, field } = difference;
      const isMoved =
        kind === 'setting' &&
        /^(inter\.broker\.listener\.name|security\.inter\.broker\.protocol)$/.test(name);
      const inner = [before, after].map((model) =>
        settingOn(model, difference, 'inter.broker.listener.name'),
      );
      const isProtocol = kind === 'listener' && field === 'protocol' && inner.includes(name);
      if (!isMoved && !isProtocol) return undefined;
      const text =
        'brokers before and after it do not understand each other: restart all at once, or add a second listener first';
      return { restart: 'all at once', risk: 'medium', text };
    },
  },
  {
    id: quorumSought,
    source:
      'Kafka documentation, controller.quorum.bootstrap.servers; KafkaRaftClient.maybeSendFetchToAnyBootstrap',
    find: ({ kind, name, before, after }) =>
      kind === 'setting' && name === quorumSoughtSetting && before !== undefined && after !== undefined
        ? {
            restart: 'none',
            risk: 'none',
            text: 'read when a node starts; a broker that runs finds a new leader by those it was told of then, so it restarts before too few of them vote (klab change sees to it)',
          }
        : undefined,
  },
  {
    id: dynamicSetting,
    source: "Kafka's documentation of the setting, update mode (locks/settings-VERSION.json)",
    find(difference, context) {
      const mode = modeOf(difference.name, difference.kind, groupOf(difference, context));
      if (mode === undefined || mode === 'read-only') return undefined;
      // A default of the cluster reaches its controllers too, as the newest metadata does.
      if (mode === 'per-broker' && !isBrokerRole(roleIn(difference, context))) return undefined;
      const entity = mode === 'cluster-wide' ? '--entity-default' : '--entity-name ID';
      const how = `kafka-configs.sh --alter --entity-type brokers ${entity} sets it in running brokers`;
      return { restart: 'none', risk: 'none', text: `${mode}: needs no restart (${how})` };
    },
  },
  {
    id: 'read-only-setting',
    source: "Kafka's documentation of the setting, update mode (locks/settings-VERSION.json)",
    find(difference, context) {
      if (modeOf(difference.name, difference.kind, groupOf(difference, context)) !== 'read-only')
        return undefined;
      return { ...rolling, text: 'read-only: takes effect when a node restarts' };
    },
  },
  {
    id: 'service-at-once',
    source: 'Kubernetes documentation, Service',
    find: ({ kind, name }) =>
      kind === 'port' && name.startsWith('Service ')
        ? { restart: 'none', risk: 'none', text: 'a Service changes without a restart' }
        : undefined,
  },
  {
    id: 'outside-the-template',
    source: 'Kubernetes API, StatefulSet: only spec.template makes new pods',
    find: ({ kind, name }) =>
      kind === 'form' && name.startsWith('StatefulSet ')
        ? { restart: 'none', risk: 'none', text: 'no pod is made anew' }
        : undefined,
  },
  {
    id: 'order-of-start',
    source: 'Compose specification, depends_on: the order in which services start and stop',
    find: ({ kind, name }, { after }) =>
      after.target === 'compose' && kind === 'form' && /^depends_on\b/.test(name)
        ? { restart: 'none', risk: 'none', text: 'says only what starts first' }
        : undefined,
  },
  {
    id: 'files-given',
    source: 'a container has the files that it was started with',
    find: ({ isNode, kind, name }, { before, after }) =>
      isNode && kind === 'form' && isOfFiles(name, [before, after])
        ? { ...rolling, text: 'files that it is given: takes effect when the node is started anew' }
        : undefined,
  },
  {
    id: 'network-anew',
    source: 'Compose: a network whose configuration changed is removed and made anew',
    find({ group, kind }, { after }) {
      // A network that comes or goes is in the lists of the nodes that use it.
      if (kind === 'topology' || kind === 'resource') return undefined;
      if (after.target !== 'compose' || !group.startsWith('network ')) return undefined;
      const text = 'compose makes the network anew, and every container on it';
      return { restart: 'all at once', risk: 'medium', text };
    },
  },
  {
    id: 'resource-beside',
    source: 'nothing of it is part of a node',
    find: ({ isNode, kind, group }) =>
      isNode || kind === 'topology' || !knownResources.test(group)
        ? undefined
        : { restart: 'none', risk: 'none', text: 'no node restarts' },
  },
  {
    id: nodeRestart,
    source: 'a container or process has what it was started with',
    find: ({ isNode }) =>
      isNode ? { ...rolling, text: 'takes effect when the node is started anew' } : undefined,
  },
];

function modeOf(
  name: string,
  kind: string,
  group: ReturnType<typeof groupOf>,
): ReturnType<typeof settingMode> {
  if (kind !== 'setting' || group === undefined) return undefined;
  return settingMode(name, valueOf(group, 'version', 'Kafka'));
}
