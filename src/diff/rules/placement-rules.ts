/** Changes that leave data where it was, or make it move. */
import { quorumSoughtSetting } from '../../kafka/settings.ts';
import { isBrokerRole, roleIn, numbersOf, settingOn, type Rule } from './rule.ts';

/** Rules about where data lies. */
export const placementRules: readonly Rule[] = [
  {
    id: 'broker-added',
    source: 'Kafka documentation, "Expanding your cluster"',
    find(difference, context) {
      if (difference.kind !== 'node' || difference.action !== 'added') return undefined;
      return isBrokerRole(roleIn(difference, context))
        ? {
            risk: 'low',
            text: 'holds nothing until partitions are reassigned to it (kafka-reassign-partitions.sh)',
          }
        : undefined;
    },
  },
  {
    id: 'broker-removed',
    source: 'Kafka documentation, "Decommissioning brokers"',
    find(difference, context) {
      if (difference.kind !== 'node' || difference.action !== 'removed') return undefined;
      if (!isBrokerRole(roleIn(difference, context))) return undefined;
      const text =
        'moves data: its partitions lose a copy unless they are reassigned first (kafka-reassign-partitions.sh)';
      return { risk: 'high', text };
    },
  },
  {
    id: 'member-changed',
    source: 'Kafka documentation, controller.quorum.voters; ZooKeeper administrator guide, server.N',
    find(difference, context) {
      const role = roleIn(difference, context);
      if (difference.kind !== 'node' || isBrokerRole(role) || role === 'service') return undefined;
      const isDynamic = [context.before, context.after].some(
        (model) => settingOn(model, difference, quorumSoughtSetting) !== undefined,
      );
      if (isDynamic && role === 'controller') {
        const text =
          'changes who votes only where the quorum is asked to (klab change, kafka-metadata-quorum.sh)';
        return { risk: 'low', text };
      }
      const of = role === 'zookeeper' ? 'ZooKeeper ensemble' : 'controller quorum';
      return { risk: 'medium', text: `changes who votes in the ${of}: every member must know it` };
    },
  },
  {
    id: 'rack-changed',
    source: 'Kafka documentation, broker.rack: read when replicas are placed',
    find: ({ kind, name }) =>
      kind === 'setting' && name === 'broker.rack'
        ? {
            risk: 'medium',
            text: 'moves data by hand only: copies stay where the old racks put them until they are reassigned',
          }
        : undefined,
  },
  {
    id: 'data-elsewhere',
    source: 'Kafka documentation, log.dirs; ZooKeeper administrator guide, dataDir',
    find: ({ kind, name }) =>
      kind === 'setting' && /^(log\.dirs?|metadata\.log\.dir|dataDir|dataLogDir)$/.test(name)
        ? {
            risk: 'high',
            text: 'moves data: the node starts with an empty directory and copies all it had from others',
          }
        : undefined,
  },
  {
    id: 'volume-elsewhere',
    source: "Docker and Kubernetes documentation, volumes: another volume is another node's data, or none",
    find({ kind, action, field }, { after }) {
      if (kind !== 'volume' || action === 'added') return undefined;
      // Fields of a claim are Kubernetes' own to refuse.
      if (after.target === 'kubernetes' && field !== undefined && field !== 'name') return undefined;
      return { risk: 'high', text: 'moves data: the node no longer finds what it kept there' };
    },
  },
  {
    id: 'replicas-changed',
    source: 'Kubernetes documentation, StatefulSet; here each is one node with an id of its own',
    find({ kind, name, after }, { after: model }) {
      if (model.target !== 'kubernetes' || kind !== 'form' || name !== 'StatefulSet spec.replicas')
        return undefined;
      if (after === '0') return { risk: 'high', text: 'the pod ends, and the node stays away' };
      return after === undefined || after === '1'
        ? { risk: 'none', text: 'the node comes back' }
        : { risk: 'high', text: 'a second pod has the id and the addresses of the first' };
    },
  },
  {
    id: 'budget-lowered',
    source: 'Kubernetes documentation, PodDisruptionBudget',
    find(difference) {
      const { group, name, action } = difference;
      if (!group.startsWith('PodDisruptionBudget')) return undefined;
      if (action === 'removed' && difference.kind === 'resource') {
        return { risk: 'high', text: 'a drained machine may take any number of brokers at once' };
      }
      const numbers = name.endsWith('minAvailable') ? numbersOf(difference) : undefined;
      if (numbers === undefined || numbers.to >= numbers.from) return undefined;
      return {
        risk: 'medium',
        text: `a drained machine may take more brokers at once: ${numbers.to} must stay`,
      };
    },
  },
];
