/** Changes that clients notice: other addresses, other ways to speak. */
import type { Difference } from '../changes.ts';
import { groupOn, isBrokerRole, roleIn, settingOn, type Rule, type RuleContext } from './rule.ts';

/** Rules about clients. */
export const clientRules: readonly Rule[] = [
  {
    id: 'client-addresses',
    source: 'Kafka documentation, advertised.listeners: clients connect to what it says',
    find(difference, context) {
      const { name, field, action } = difference;
      if (!isForClients(difference, context)) return undefined;
      if (field === undefined) {
        if (action === 'added') return undefined;
        return { risk: 'medium', text: `clients of listener ${name} have no address any more` };
      }
      const isAddress = field === 'advertised' || (field === 'port' && !isAdvertised(difference, context));
      return isAddress
        ? { risk: 'medium', text: `clients of listener ${name} need new bootstrap addresses` }
        : undefined;
    },
  },
  {
    id: 'client-protocol',
    source: 'Kafka documentation, listener.security.protocol.map',
    find(difference, context) {
      if (!isForClients(difference, context) || difference.field !== 'protocol') return undefined;
      const text = `clients of listener ${difference.name} must change their security.protocol at the same time`;
      return { risk: 'medium', text };
    },
  },
  {
    id: 'client-address-old',
    source:
      'Kafka documentation up to 2.8, advertised.host.name and advertised.port: where nothing newer says it',
    find({ kind, name, before }) {
      const isAddress = kind === 'setting' && /^(advertised\.)?(host\.name|port)$/.test(name);
      return isAddress && before !== undefined
        ? { risk: 'medium', text: 'clients need new bootstrap addresses' }
        : undefined;
    },
  },
  {
    id: 'published-port',
    source: 'Compose, ports; Kubernetes, nodePort',
    find({ kind, name, isNode }) {
      if (kind !== 'port' || !isNode || name.startsWith('container port ')) return undefined;
      return { risk: 'medium', text: 'whoever comes by this port finds it elsewhere, or not at all' };
    },
  },
];

/** Listeners of brokers but the quorum's, which no client uses. */
function isForClients(difference: Difference, context: RuleContext): boolean {
  if (difference.kind !== 'listener' || !isBrokerRole(roleIn(difference, context))) return false;
  const names = [context.before, context.after].flatMap((model) =>
    (settingOn(model, difference, 'controller.listener.names') ?? '').split(','),
  );
  return !names.includes(difference.name);
}

/** A port that is advertised as another one may change unseen. */
function isAdvertised({ group, name }: Difference, { after }: RuleContext): boolean {
  const facts = groupOn(after, group)?.facts ?? [];
  return facts.some(
    (one) => one.kind === 'listener' && one.name === name && one.fields['advertised'] !== undefined,
  );
}
