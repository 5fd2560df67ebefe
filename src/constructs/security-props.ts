/** What a topology says of its security, and what stands where it says nothing. */
import {
  clientAuths,
  isEncrypted,
  mechanismOf,
  saslMechanisms,
  securityProtocols,
  usesSasl,
  type ListenerSecurity,
} from '../kafka/security/listener.ts';
import { aclResources, type Acl, type ClusterSecurity } from '../kafka/security/users.ts';
import type { MetadataMode } from '../kafka/versions/versions.ts';
import { always, aText, having, listOf, oneOf, shapeOf, yesOrNo, type Rule } from './prop-rules.ts';

/** Somebody who may come in. */
export interface UserProps {
  /** Letters, digits, `.`, `_` and `-`, beginning with a letter. */
  readonly name: string;
  /** What the user may do. @default nothing, once there is any rule or super user */
  readonly acls?: readonly Acl[];
}

/** How a cluster is secured. Certificates and passwords are no part of it: they are made when it starts. */
export interface SecurityProps {
  /**
   * Of clients on the host, and in containers outside the cluster's network.
   * @default SASL_SSL with SCRAM-SHA-512; with PLAIN where there is ZooKeeper
   */
  readonly external?: ListenerSecurity;
  /**
   * Of brokers among themselves, and of clients within the cluster's network.
   * @default SSL, each side with a certificate, where `external` has TLS; else PLAINTEXT
   */
  readonly internal?: ListenerSecurity;
  /** Of KRaft's controllers. @default as `internal`, with PLAIN in place of SCRAM, which controllers do not have */
  readonly controller?: ListenerSecurity;
  /**
   * Of ZooKeeper's servers: PLAINTEXT or SSL.
   * @default SSL, each side with a certificate, where `internal` has TLS; else PLAINTEXT
   */
  readonly zookeeper?: ListenerSecurity;
  /** Who may come in. As soon as there is a rule or a super user, the others may do only what rules allow. @default none */
  readonly users?: readonly UserProps[];
  /** Names of those who may do everything. @default none besides the cluster's nodes and the lab itself */
  readonly superUsers?: readonly string[];
}

const listenerRule = having(
  'protocol',
  securityProtocols.join(' or '),
  shapeOf({
    protocol: oneOf(securityProtocols),
    mechanism: oneOf(saslMechanisms),
    clientAuth: oneOf(clientAuths),
  }),
);

const operations = oneOf(['All', ...new Set(Object.values(aclResources).flat())]);

/** A right. */
export const aclRule = having(
  'operations',
  "['Read']",
  shapeOf({
    topic: aText,
    group: aText,
    transactionalId: aText,
    cluster: always,
    operations: listOf(operations, "'Read'"),
    allow: yesOrNo,
  }),
);

/** A rule for the whole. */
export const securityRule: Rule = shapeOf({
  external: listenerRule,
  internal: listenerRule,
  controller: listenerRule,
  zookeeper: listenerRule,
  users: listOf(
    having('name', 'a text', shapeOf({ name: aText, acls: listOf(aclRule, '{ topic, operations }') })),
    "{ name: 'shop', acls: [] }",
  ),
  superUsers: listOf(aText, "'admin'"),
});

/** With every default. */
export function resolvedSecurity(given: SecurityProps, mode: MetadataMode): ClusterSecurity {
  const external = completed(given.external ?? forClients(mode));
  const internal = completed(given.internal ?? betweenNodes(external));
  return {
    external,
    internal,
    controller: completed(given.controller ?? forControllers(internal)),
    ...(mode === 'zookeeper' && { zookeeper: completed(given.zookeeper ?? betweenNodes(internal)) }),
    users: (given.users ?? []).map(({ name, acls = [] }) => ({ name, acls })),
    superUsers: given.superUsers ?? [],
  };
}

/** With ZooKeeper a running broker has to be told of what SCRAM compares with, by somebody whom it lets in already. */
function forClients(mode: MetadataMode): ListenerSecurity {
  return { protocol: 'SASL_SSL', mechanism: mode === 'kraft' ? 'SCRAM-SHA-512' : 'PLAIN' };
}

function betweenNodes(other: ListenerSecurity): ListenerSecurity {
  return isEncrypted(other) ? { protocol: 'SSL', clientAuth: 'required' } : { protocol: 'PLAINTEXT' };
}

/** Who SCRAM lets in stands in the metadata, which controllers have only once they have let one another in (KIP-900). */
function forControllers(internal: ListenerSecurity): ListenerSecurity {
  const isScram = usesSasl(internal) && mechanismOf(internal).startsWith('SCRAM');
  return isScram ? { ...internal, mechanism: 'PLAIN' } : internal;
}

function completed(given: ListenerSecurity): ListenerSecurity {
  return {
    ...given,
    ...(usesSasl(given) && { mechanism: mechanismOf(given) }),
    ...(isEncrypted(given) && { clientAuth: given.clientAuth ?? 'none' }),
  };
}
