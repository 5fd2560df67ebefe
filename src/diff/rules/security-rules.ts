/** Changes after which more people come in than before, or fewer. */
import type { Difference } from '../changes.ts';
import type { Finding, Rule } from './rule.ts';

/** Rules about who comes in, and what travels in the open. */
export const securityRules: readonly Rule[] = [
  {
    id: 'clients-unproved',
    source: 'Kafka documentation, ssl.client.auth: none, requested, required',
    find: onSettings(/(^|\.)ssl\.client\.auth$/, ({ before = 'none', after = 'none' }) => {
      if (before === after) return undefined;
      if (after === 'required')
        return { risk: 'medium', text: 'clients without a certificate are turned away' };
      return before === 'required'
        ? { risk: 'high', text: 'clients without a certificate are let in' }
        : { risk: 'low', text: 'a certificate of a client is asked for, and not needed' };
    }),
  },
  {
    id: 'hosts-unchecked',
    source: 'Kafka documentation, ssl.endpoint.identification.algorithm: https, unless it is empty',
    find: onSettings(
      /(^|\.)ssl\.endpoint\.identification\.algorithm$/,
      ({ before = 'https', after = 'https' }) => {
        const [was, is] = [before.trim() !== '', after.trim() !== ''];
        if (was === is) return undefined;
        return is
          ? {
              risk: 'medium',
              text: 'nodes whose certificates do not name their hosts no longer reach each other',
            }
          : { risk: 'high', text: 'whoever has any trusted certificate is taken for any node' };
      },
    ),
  },
  {
    id: 'mechanisms',
    source: 'Kafka documentation, sasl.enabled.mechanisms',
    find: onSettings(/(^|\.)sasl\.enabled\.mechanisms$/, ({ before = 'GSSAPI', after = 'GSSAPI' }) => {
      const gone = without(before, after, ',');
      const added = without(after, before, ',');
      if (gone.length > 0)
        return { risk: 'medium', text: `clients that come by ${gone.join(', ')} are turned away` };
      return added.length > 0
        ? { risk: 'low', text: `clients may also come by ${added.join(', ')}` }
        : undefined;
    }),
  },
  {
    id: 'super-users',
    source: 'Kafka documentation, super.users: no ACL holds for them',
    find: onSettings(/^super\.users$/, ({ before = '', after = '' }) => {
      const added = without(after, before, ';');
      const gone = without(before, after, ';');
      if (added.length > 0) return { risk: 'high', text: `${added.join(', ')} may do everything` };
      return gone.length > 0
        ? { risk: 'medium', text: `${gone.join(', ')} may do only what ACLs allow` }
        : undefined;
    }),
  },
  {
    id: 'authorizer-new',
    source: 'Kafka documentation, authorizer.class.name and allow.everyone.if.no.acl.found',
    find({ kind, name, before = '', after = '' }) {
      const isNew = name === 'authorizer.class.name' && before === '' && after !== '';
      const isClosed = name === 'allow.everyone.if.no.acl.found' && before === 'true' && after !== 'true';
      return kind === 'setting' && (isNew || isClosed)
        ? { risk: 'medium', text: 'clients may do only what ACLs allow: make them first' }
        : undefined;
    },
  },
  {
    id: 'metadata-open',
    source: 'Kafka documentation, zookeeper.set.acl',
    find: onSettings(/^zookeeper\.set\.acl$/, ({ before, after }) =>
      before === 'true' && after !== 'true'
        ? {
            risk: 'high',
            text: 'whoever reaches ZooKeeper may change what the cluster keeps there from now on',
          }
        : undefined,
    ),
  },
  {
    id: 'less-protected',
    source: 'Kafka documentation, security.protocol',
    find({ kind, field, before, after }) {
      if (kind !== 'listener' || field !== 'protocol' || before === undefined || after === undefined)
        return undefined;
      const [was, is] = [before, after].map(protectionOf);
      if (was === undefined || is === undefined) return undefined;
      if (was.encrypts && !is.encrypts)
        return { risk: 'high', text: 'records, and passwords where there are some, travel unencrypted' };
      return was.knows && !is.knows
        ? { risk: 'high', text: 'whoever reaches the listener is let in without a password' }
        : undefined;
    },
  },
];

function protectionOf(protocol: string): { readonly encrypts: boolean; readonly knows: boolean } | undefined {
  const [, sasl, last] = /^(SASL_)?(SSL|PLAINTEXT)$/.exec(protocol) ?? [];
  return last === undefined ? undefined : { encrypts: last === 'SSL', knows: sasl !== undefined };
}

/** Entries of a list that another has not. */
function without(list: string, other: string, separator: string): readonly string[] {
  const [all, others] = [list, other].map((text) => text.split(separator).map((entry) => entry.trim()));
  return (all ?? []).filter((entry) => entry !== '' && !others?.includes(entry));
}

function onSettings(
  names: RegExp,
  judge: (difference: Difference) => Finding | undefined,
): (difference: Difference) => Finding | undefined {
  return (difference) =>
    difference.kind === 'setting' && names.test(difference.name) ? judge(difference) : undefined;
}
