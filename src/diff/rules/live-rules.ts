/** What somebody changed in a cluster that runs, and how it is taken back. */
import { valueOf } from '../model.ts';
import { groupOf, type Rule } from './rule.ts';

/** Origins of values that outlive a restart although no file has them (Kafka protocol, ConfigSource 2 and 3). */
export const dynamicOrigins = {
  broker: 'dynamic broker config',
  default: 'dynamic default broker config',
} as const;

/** Rules about a running cluster. */
export const liveRules: readonly Rule[] = [
  {
    id: 'dynamic-override',
    source:
      'Kafka documentation, "Updating Broker Configs": dynamic values win over server.properties, and stay',
    find(difference, context) {
      const { origin, name } = difference;
      const group = groupOf(difference, context);
      if (group === undefined || (origin !== dynamicOrigins.broker && origin !== dynamicOrigins.default))
        return undefined;
      const number = valueOf(group, 'setting', 'node.id') ?? valueOf(group, 'setting', 'broker.id') ?? 'ID';
      const entity = origin === dynamicOrigins.default ? '--entity-default' : `--entity-name ${number}`;
      const text = `stays over restarts; kafka-configs.sh --alter --entity-type brokers ${entity} --delete-config ${name} takes it back`;
      return { risk: 'none', text };
    },
  },
  {
    id: 'restart-policy',
    source: 'Docker documentation, "Start containers automatically"',
    find: ({ kind, after }) =>
      kind === 'restart policy' && after !== undefined && after !== 'no'
        ? {
            risk: 'medium',
            text: 'Docker starts it again when its process ends by itself, and klab ends no node of its own that has one (docker update --restart=no CONTAINER takes it back)',
          }
        : undefined,
  },
  {
    id: 'not-in-force',
    source: 'a process has the settings that it was started with (DescribeConfigs, static broker config)',
    find: ({ field }) =>
      field?.endsWith('at next start') === true
        ? { risk: 'low', text: 'written down since the node started: it does not have it yet' }
        : undefined,
  },
];
