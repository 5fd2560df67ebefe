/** Who may do what on a secured cluster. No secret is in here: passwords and keys are made when a cluster starts. */
import { isAuthenticated, usesPasswords, usesSasl, type ListenerSecurity } from './listener.ts';

/** What can be allowed or denied (org.apache.kafka.common.acl.AclOperation). */
export type AclOperation =
  | 'All'
  | 'Read'
  | 'Write'
  | 'Create'
  | 'Delete'
  | 'Alter'
  | 'Describe'
  | 'ClusterAction'
  | 'DescribeConfigs'
  | 'AlterConfigs'
  | 'IdempotentWrite';

/** What a rule is about, by the name that a rule has for it, and which operations there are on it (AclEntry.supportedOperations). */
export const aclResources = {
  topic: ['Read', 'Write', 'Create', 'Delete', 'Alter', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  group: ['Read', 'Delete', 'Describe'],
  transactionalId: ['Write', 'Describe'],
  cluster: [
    'Create',
    'Alter',
    'Describe',
    'ClusterAction',
    'DescribeConfigs',
    'AlterConfigs',
    'IdempotentWrite',
  ],
} as const satisfies Readonly<Record<string, readonly AclOperation[]>>;

/** What a rule can be about. */
export type AclResource = keyof typeof aclResources;

/** A rule: what somebody may do with one thing, or with all whose name begins as `prefix*` does. */
export interface Acl {
  /** Name of a topic; `orders-*` is every one that begins so, `*` every one. Of the four, a rule has exactly one. */
  readonly topic?: string;
  /** Name of a consumer group, as with a topic. */
  readonly group?: string;
  /** Name of a transactional producer, as with a topic. */
  readonly transactionalId?: string;
  /** The cluster itself. */
  readonly cluster?: true;
  readonly operations: readonly AclOperation[];
  /** False takes the right away, whatever else gives it. @default true */
  readonly allow?: boolean;
}

/** Somebody with a name. */
export interface User {
  /** What stands behind `User:` in Kafka's principal. */
  readonly name: string;
  /** @default none: nothing may be done, where the cluster has an authorizer */
  readonly acls: readonly Acl[];
}

/** A side service that goes to brokers: its name is the id of its node. */
export interface ServiceUser extends Pick<User, 'name'> {
  /** What it may do. @default everything: nobody can know what it will be asked for */
  readonly acls?: readonly Acl[];
}

/** How a cluster is secured, with every default resolved. */
export interface ClusterSecurity {
  /** Of clients: on the host, and in containers outside the cluster's network. */
  readonly external: ListenerSecurity;
  /** Of brokers among themselves, and of clients within the cluster's network. */
  readonly internal: ListenerSecurity;
  /** Of KRaft's controllers. */
  readonly controller: ListenerSecurity;
  /** Of ZooKeeper's servers, among themselves and for brokers; only with ZooKeeper. */
  readonly zookeeper?: ListenerSecurity;
  readonly users: readonly User[];
  /** Who may do everything, besides the cluster's nodes and the lab itself. */
  readonly superUsers: readonly string[];
  /** The topology's own services that come by `internal`. They ask for no rules by themselves. @default none */
  readonly services?: readonly ServiceUser[];
}

/** As whom the lab itself comes; it may do everything, since it makes topics and looks at all of them. */
export const labUser = 'klab';

/**
 * As whom checks come that prove what somebody without a right may not do; it has none but those that a check gives it for a
 * moment.
 */
export const checksUser = 'klab-checks';

/** As whom nodes come to one another where they say so by SASL; by certificates they come under their ids. */
export const nodeUser = 'klab-nodes';

/** Under this name comes whoever has said none. */
const anonymous = 'ANONYMOUS';

/** Whether rules are looked at: there is somebody whom they make a difference for. */
export function isAuthorized({ users, superUsers }: ClusterSecurity): boolean {
  return superUsers.length > 0 || users.some(({ acls }) => acls.length > 0);
}

/**
 * Everybody who may do everything, as a setting of Kafka. The nodes are among them, each under the name by which the
 * listener between them knows it, since a broker that may not say so cannot register.
 * Where clients come unnamed, so must the lab: rules then bind nobody on that listener. So are the services that nobody can
 * make rules for.
 * @param nodeIds of brokers and controllers, which are the names in their certificates.
 */
export function superUsersSetting(security: ClusterSecurity, nodeIds: readonly string[]): string {
  const between = [security.internal, security.controller];
  const names = [
    ...security.superUsers,
    labUser,
    ...servicesOf(security)
      .filter(({ acls }) => acls === undefined)
      .map(({ name }) => name),
    ...(between.some(usesSasl) ? [nodeUser] : []),
    ...(between.some(showsCertificate) ? nodeIds : []),
    ...([...between, security.external].every(isAuthenticated) ? [] : [anonymous]),
  ];
  return names.map((name) => `User:${name}`).join(';');
}

/** A node has a certificate, and shows it to whoever asks. */
function showsCertificate({ protocol, clientAuth = 'none' }: ListenerSecurity): boolean {
  return protocol === 'SSL' && clientAuth !== 'none';
}

function servicesOf({ services = [] }: ClusterSecurity): readonly ServiceUser[] {
  return services;
}

/** Everybody whom rules are made for, services among them. */
export function usersWithRules(security: ClusterSecurity): readonly User[] {
  const services = servicesOf(security).map(({ name, acls = [] }) => ({ name, acls }));
  return [...security.users, ...services].filter(({ acls }) => acls.length > 0);
}

/** Everybody who may come as a client, in the order in which they were declared, those of the lab's own last. */
export function clientNames({
  users,
  superUsers,
}: Pick<ClusterSecurity, 'users' | 'superUsers'>): readonly string[] {
  return [...new Set([...users.map(({ name }) => name), ...superUsers, labUser, checksUser])];
}

/** Everybody who needs a password, in the order in which they were declared. */
export function namesWithPassword(security: ClusterSecurity): readonly string[] {
  const { external, internal, controller } = security;
  const clients = clientNames(security);
  return [
    ...([external, internal].some(usesPasswords) ? clients : []),
    ...(usesPasswords(internal) ? servicesOf(security).map(({ name }) => name) : []),
    ...([internal, controller].some(usesSasl) ? [nodeUser] : []),
  ];
}

/** What a rule is about, in Kafka's words. */
export interface AclPattern {
  readonly resource: AclResource;
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
}

/** Kafka's name of the one resource that is the cluster (org.apache.kafka.common.resource.Resource). */
const clusterName = 'kafka-cluster';

/** `prefix*` is a pattern; `*` alone is Kafka's own name for all. */
export function patternOf(acl: Acl): AclPattern {
  if (acl.cluster === true) return { resource: 'cluster', name: clusterName, pattern: 'literal' };
  const resource = (['topic', 'group', 'transactionalId'] as const).find((one) => acl[one] !== undefined);
  const name = resource === undefined ? '' : (acl[resource] ?? '');
  if (resource === undefined || name === '') throw new Error('a rule without a resource was let through');
  return name.length > 1 && name.endsWith('*')
    ? { resource, name: name.slice(0, -1), pattern: 'prefixed' }
    : { resource, name, pattern: 'literal' };
}

/** One line of Kafka's: a rule of the lab's may be about several operations. */
export interface AclBinding extends AclPattern {
  readonly user: string;
  readonly operation: AclOperation;
  /** False takes the right away. */
  readonly allow: boolean;
}

/** The rules of users, as Kafka keeps them. */
export function bindingsOf(users: readonly User[]): readonly AclBinding[] {
  return users.flatMap(({ name: user, acls }) =>
    acls.flatMap((acl) =>
      acl.operations.map((operation) => ({ ...patternOf(acl), user, operation, allow: acl.allow ?? true })),
    ),
  );
}
