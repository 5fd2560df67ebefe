/** What can be wrong with a cluster's security: what Kafka would refuse, or take and then let nobody in by. */
import { isEncrypted, mechanismOf, usesSasl, type ListenerSecurity } from '../kafka/security/listener.ts';
import {
  aclResources,
  asVariable,
  checksUser,
  declaredNames,
  labUser,
  nodeUser,
  type Acl,
  type AclResource,
  type ClusterSecurity,
} from '../kafka/security/users.ts';
import type { MetadataMode } from '../kafka/versions/versions.ts';
import type { SecurityProps } from './security-props.ts';

/** A cluster's security, and what of it was given: of what follows from it nothing is to be said. */
export interface CheckedSecurity {
  readonly security: ClusterSecurity;
  readonly given: SecurityProps;
  readonly mode: MetadataMode;
  /** Names of the listeners that the topology adds, which speak plain text. */
  readonly added: readonly string[];
  /** Of the brokers, by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of the nodes that come to brokers, each under its id. */
  readonly nodeIds: readonly string[];
}

/** Every problem of it. */
export function securityProblems(checked: CheckedSecurity): string[] {
  const { given, mode } = checked;
  const listeners = (['external', 'internal', 'controller', 'zookeeper'] as const).flatMap((part) =>
    given[part] === undefined ? [] : listenerProblems(`security.${part}`, given[part]),
  );
  return [
    ...listeners,
    ...betweenNodesProblems(checked),
    ...(mode === 'kraft' ? [] : [...clientsWithZooKeeperProblems(given), ...controllerProblems(given)]),
    ...zooKeeperProblems(given, mode),
    ...nobodyProblems(checked),
    ...nameProblems(checked),
    ...fileProblems(checked),
    ...aclProblems(checked.security),
  ];
}

function listenerProblems(at: string, given: ListenerSecurity): string[] {
  const { protocol, mechanism, clientAuth = 'none' } = given;
  const problems: string[] = [];
  if (mechanism !== undefined && !usesSasl(given)) {
    problems.push(
      `${at} has mechanism ${mechanism}, which ${protocol} does not ask for; use SASL_SSL or SASL_PLAINTEXT, or drop it`,
    );
  }
  if (clientAuth !== 'none' && !isEncrypted(given)) {
    problems.push(
      `${at} has clientAuth ${clientAuth}, and ${protocol} has no certificates and no CA to know them by; use ${usesSasl(given) ? 'SASL_SSL' : 'SSL'}, or drop it`,
    );
  }
  return problems;
}

/** What nodes cannot say to one another. */
function betweenNodesProblems({ given: { internal, controller }, mode }: CheckedSecurity): string[] {
  const problems: string[] = [];
  for (const [part, listener] of Object.entries({ internal, controller })) {
    if (listener === undefined || !usesSasl(listener)) continue;
    if (mechanismOf(listener) === 'OAUTHBEARER') {
      problems.push(
        `security.${part} has mechanism OAUTHBEARER, for which nodes have no tokens; use PLAIN${part === 'internal' ? ', SCRAM-SHA-512' : ''} or SSL with clientAuth required`,
      );
    }
  }
  // Who SCRAM lets in stands in the metadata, of which nodes would have to know before they know each other.
  const [part, listener] = mode === 'kraft' ? ['controller', controller] : ['internal', internal];
  if (listener !== undefined && usesSasl(listener) && mechanismOf(listener).startsWith('SCRAM')) {
    const why =
      mode === 'kraft'
        ? 'controllers do not have: who it lets in stands in the metadata that they are to agree on'
        : 'brokers cannot begin with: who it lets in stands in ZooKeeper, where only a broker that runs can put it';
    problems.push(
      `security.${part} has mechanism ${mechanismOf(listener)}, which ${why}; use PLAIN or SSL with clientAuth required`,
    );
  }
  return problems;
}

/** With ZooKeeper nobody could tell brokers of the first user: klab comes as a client too, and waits until it is let in. */
function clientsWithZooKeeperProblems({ external }: SecurityProps): string[] {
  if (external === undefined || !usesSasl(external) || !mechanismOf(external).startsWith('SCRAM')) return [];
  return [
    `security.external has mechanism ${mechanismOf(external)}, by which klab cannot come in with ZooKeeper: brokers that run are told there who it lets in, by somebody who is in already; use PLAIN or SSL with clientAuth required`,
  ];
}

function controllerProblems({ controller }: SecurityProps): string[] {
  return controller === undefined
    ? []
    : ['security.controller is there, and a cluster with ZooKeeper has no quorum of controllers; drop it'];
}

function zooKeeperProblems({ zookeeper }: SecurityProps, mode: MetadataMode): string[] {
  if (zookeeper === undefined) return [];
  if (mode === 'kraft') return ['security.zookeeper is there, and a KRaft cluster has no ZooKeeper; drop it'];
  if (!usesSasl(zookeeper)) return [];
  return [
    `security.zookeeper has protocol ${zookeeper.protocol}, and ZooKeeper has none of Kafka's mechanisms; use SSL or PLAINTEXT`,
  ];
}

function nobodyProblems({ security: { external, users, superUsers } }: CheckedSecurity): string[] {
  if (!usesSasl(external) || users.length > 0 || superUsers.length > 0) return [];
  return [
    `security.external has mechanism ${mechanismOf(external)} and nobody who could come by it; name users or superUsers`,
  ];
}

/** A name is a part of Kafka's settings and of a variable, hence its alphabet. */
const userName = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

function nameProblems({ security: { users, superUsers }, nodeIds }: CheckedSecurity): string[] {
  const names = declaredNames({ users, superUsers });
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  const own = new Map([
    [labUser, 'the lab itself comes'],
    [checksUser, "the lab's checks come"],
    [nodeUser, 'the nodes come'],
    ['ANONYMOUS', 'whoever says no name comes'],
    ...nodeIds.map((id) => [id, `node ${id} comes`] as const),
  ]);
  // File systems that know no case are not as strict as variables.
  const likeOthers = new Map(
    [...own.keys(), ...names].map((name) => [asVariable(name), name] as const).toReversed(),
  );
  return [...new Set(names)].flatMap((name) => {
    if (!userName.test(name)) {
      return [
        `security has user ${JSON.stringify(name)}; use 1-64 letters, digits, ., _ and -, beginning with a letter`,
      ];
    }
    if (own.has(name)) return [`security has user ${name}, as whom ${own.get(name)}; use another name`];
    const other = likeOthers.get(asVariable(name)) ?? name;
    if (other !== name) {
      return [
        `security has user ${name}, and ${other} differs in case or marks alone, so files and variables would take one for the other; use another name`,
      ];
    }
    if (!twice.has(name)) return [];
    return superUsers.includes(name) && users.some((user) => user.name === name)
      ? [`security has user ${name} among superUsers too, whom no rule binds; keep one of them`]
      : [`security has user ${name} twice; keep one`];
  });
}

/** Files of secrets are called as whom they are of; these are the cluster's own. */
const takenNames: readonly string[] = ['ca', 'next-ca', 'tokens'];

function fileProblems({ nodeIds }: CheckedSecurity): string[] {
  return nodeIds
    .filter((id) => takenNames.includes(id) || id.startsWith('user-'))
    .map((id) => {
      const kept = takenNames.includes(id) ? `keys as ${id}.key` : 'keys of users as user-NAME.key';
      return `security keeps ${kept}, which a certificate of node ${id} would be called too; give it another id`;
    });
}

function aclProblems({ users }: ClusterSecurity): string[] {
  return users.flatMap(({ name, acls }) =>
    acls.flatMap((acl, index) => ruleProblems(`security: rule ${index + 1} of user ${name}`, acl)),
  );
}

/** What topics can be called, or begin with (org.apache.kafka.common.internals.Topic). */
const topicName = /^[A-Za-z0-9._-]{0,249}$/;

function ruleProblems(at: string, acl: Acl): string[] {
  const kinds = Object.keys(aclResources) as readonly AclResource[];
  const named = kinds.filter((kind) => acl[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    const what = kind === undefined ? 'nothing' : named.join(' and ');
    return [`${at} is about ${what}; give it exactly one of ${kinds.join(', ')}`];
  }
  if (acl[kind] === '') return [`${at} has an empty ${kind}; use a name, or * for all`];
  const name = acl[kind];
  if (typeof name === 'string') {
    const beginning = name.endsWith('*') ? name.slice(0, -1) : name;
    if (beginning.includes('*')) {
      return [
        `${at} has ${kind} ${JSON.stringify(name)}, and * stands for the rest of a name; use it at the end alone`,
      ];
    }
    if (kind === 'topic' && !topicName.test(beginning)) {
      return [
        `${at} has topic ${JSON.stringify(name)}, which no topic can be called; use letters, digits, ., _ and -, 249 at most, and * at the end for all that begin so`,
      ];
    }
  }
  const possible: readonly string[] = ['All', ...aclResources[kind]];
  if (acl.operations.length === 0) return [`${at} has no operations; use ${possible.join(', ')}`];
  return acl.operations
    .filter((operation) => !possible.includes(operation))
    .map(
      (operation) => `${at} has operation ${operation}, which a ${kind} has not; use ${possible.join(', ')}`,
    );
}
