/** Who comes to a secured cluster, as far as its files name them: names alone, no password. */
import { hostName } from '../values.ts';
import { checksUser, labUser, nodeUser, type Acl } from '../../kafka/security/users.ts';
import type { UserProps } from '../../constructs/security-props.ts';
import type { LintNode } from '../../lint/cluster.ts';
import { securedListenersOf } from '../../lint/secured-listeners.ts';
import type { NotesOf } from '../notes.ts';

/** What names are found in. */
export interface NamedIn {
  /** Brokers and controllers. */
  readonly nodes: readonly LintNode[];
  /** Commands and files of all services: they make users of SCRAM. */
  readonly texts: readonly string[];
  /** Users that objects of their own ask for, with their rules. */
  readonly asked: readonly UserProps[];
  /** Whether rules are looked at. */
  readonly isAuthorized: boolean;
  /** Whether clients come by SASL, so that there has to be one. */
  readonly needsOne: boolean;
}

/** As whom Kafka takes whoever says no name. */
const anonymous = 'ANONYMOUS';

/** Users and super users. */
export function namesIn(
  { nodes, texts, asked, isAuthorized, needsOne }: NamedIn,
  notes: NotesOf,
): { readonly users: readonly UserProps[]; readonly superUsers: readonly string[] } {
  const listed = nodes[0]?.settings['super.users'] ?? '';
  const named = listed.split(';').flatMap((one) => one.trim() || []);
  const own = new Set([...ownNames(nodes), nodeUser, labUser, checksUser]);
  const supers = isAuthorized ? named.flatMap((one) => superUserOf(one, nodes, own, named, notes)) : [];
  const superUsers = supers.filter((name) => isPossible(name, supers, notes));
  const acls = new Map<string, readonly Acl[] | undefined>(asked.map((one) => [one.name, one.acls]));
  const found = [
    ...asked.map(({ name }) => name),
    ...nodes.flatMap(namesOfNode),
    ...texts.flatMap(namesInCommands),
    ...(isAuthorized ? [] : named.flatMap((one) => /^User:([\w.-]+)$/.exec(one)?.[1] ?? [])),
  ];
  const others = [...new Set(found)].filter(
    (name) => (!own.has(name) || acls.has(name)) && name !== anonymous,
  );
  const users = others
    .filter((name) => !superUsers.includes(name) && !isANode(name, nodes))
    .filter((name, _, all) => isPossible(name, [...superUsers, ...all], notes))
    .map((name): UserProps => ({ name, ...(acls.get(name) && { acls: acls.get(name)! }) }));
  const bare = users.filter((one) => (one.acls ?? []).length === 0).map(({ name }) => name);
  if (isAuthorized && bare.length > 0)
    notes.lost(
      `what ${bare.join(', ')} may do is in the cluster's metadata, and not here: say acls`,
      'super.users',
    );
  const isEmpty = isAuthorized ? superUsers.length === 0 && bare.length === users.length : users.length === 0;
  if (!isEmpty || !(isAuthorized || needsOne)) return { users, superUsers };
  const admin = freeName([...own, ...users.map(({ name }) => name)]);
  notes.changed(`${admin} is added, as whom clients may come: no other name is known here`, 'super.users');
  return isAuthorized ? { users, superUsers: [admin] } : { users: [{ name: admin }], superUsers };
}

/** As whom nodes come to each other by SASL, where no client comes so to a listener of its own. */
function ownNames(nodes: readonly LintNode[]): readonly string[] {
  const clients = new Set(nodes.flatMap(namesOfNode));
  return nodes.flatMap((node) => [
    ...securedListenersOf(node).flatMap(({ jaas }) =>
      jaas.flatMap(({ username }) => (username === undefined || clients.has(username) ? [] : username)),
    ),
    ...['KAFKA_INTER_BROKER_USER', 'KAFKA_CONTROLLER_USER'].flatMap((name) => node.environment[name] ?? []),
  ]);
}

/** Whom a node lets in besides nodes: PLAIN's own list, or a variable of Bitnami's image. */
function namesOfNode(node: LintNode): readonly string[] {
  const listed = node.environment['KAFKA_CLIENT_USERS'] ?? node.environment['KAFKA_CLIENT_USER'] ?? '';
  const listeners = securedListenersOf(node).filter((one) => !one.isOfQuorum);
  const hasOthers = listeners.some((one) => !one.isBetweenBrokers);
  return [
    ...listeners.flatMap(({ jaas, isBetweenBrokers }) =>
      jaas.flatMap(({ users, username }) =>
        users.filter((name) => !(isBetweenBrokers && hasOthers && name === username)),
      ),
    ),
    ...listed.split(/[,;\s]+/).filter(Boolean),
  ];
}

/** Users of SCRAM that commands of Kafka's own make. */
function namesInCommands(text: string): readonly string[] {
  const made = text.matchAll(/--add-scram[= ]+['"\\]*SCRAM-SHA-\d+=\[name=['"\\]*([\w.-]+)/g);
  const commands = text
    .split(/\n|;|&&/)
    .filter((one) => /SCRAM-SHA-\d+=/.test(one) && /entity-type[= ]+users/.test(one));
  return [
    ...[...made].map(([, name = '']) => name),
    ...commands.flatMap((one) => /--entity-name[= ]+['"]?([\w.-]+)/.exec(one)?.[1] ?? []),
  ];
}

/** One entry of `super.users`; nodes are super users without being named. */
function superUserOf(
  text: string,
  nodes: readonly LintNode[],
  own: ReadonlySet<string>,
  all: readonly string[],
  notes: NotesOf,
): readonly string[] {
  const [, principal = ''] = /^User:(.*)$/.exec(text) ?? [];
  const name = /^CN=([^,]+)/i.exec(principal)?.[1] ?? principal;
  const at = 'super.users';
  if (principal === '') notes.lost(`${text} in super.users: klab knows users alone`, at);
  else if (name === anonymous)
    notes.changed(`${text} in super.users: whoever comes unnamed is one wherever nobody is asked`, at);
  else if (isANode(name, nodes) || (own.has(name) && all.length > 1))
    notes.changed(`${text} in super.users: klab's nodes are super users by themselves`, at);
  else return [name];
  return [];
}

function isANode(name: string, nodes: readonly LintNode[]): boolean {
  const host = name.split('.')[0] ?? '';
  return nodes.some(
    ({ id, hosts }) => [id, ...hosts].includes(name) || hosts.includes(host) || hostName(id) === name,
  );
}

/** What klab lets a user be called (security of a topology), told where it is otherwise. */
function isPossible(name: string, all: readonly string[], notes: NotesOf): boolean {
  const first = all.find((one) => one.toUpperCase() === name.toUpperCase());
  if (/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name) && first === name) return true;
  notes.lost(
    `user ${name}: klab's have letters, digits, ., _ and -, and differ in more than case`,
    'super.users',
  );
  return false;
}

function freeName(taken: readonly string[]): string {
  return ['admin', 'operator', 'owner'].find((name) => !taken.includes(name)) ?? 'somebody';
}
