/** How a service of a file comes to brokers that are secured: as a client of klab's, without the passwords that it had. */
import type { ServiceClientProps } from '../../constructs/services/service.ts';
import type { SecurityProps } from '../../constructs/security-props.ts';
import type { Acl } from '../../kafka/security/users.ts';
import { jaasEntries } from '../../lint/jaas.ts';
import type { NotesOf } from '../notes.ts';

/** Variables by which images take settings of Kafka's clients that say how to come in. */
const ofClients =
  /^(\w+?)_(SECURITY_PROTOCOL|SASL_(MECHANISM|JAAS_CONFIG|LOGIN_\w+|CLIENT_CALLBACK_\w+|KERBEROS_\w+)|SSL_(TRUSTSTORE|KEYSTORE|KEY|CA|ENDPOINT_IDENTIFICATION)\w*)$/;

/** All that a super user may do. */
const everything: readonly Acl[] = [
  { topic: '*', operations: ['All'] },
  { group: '*', operations: ['All'] },
  { transactionalId: '*', operations: ['All'] },
  { cluster: true, operations: ['All'] },
];

/** A service's way in, and its variables that klab gives it by itself. */
export interface UnderstoodClient {
  readonly client?: ServiceClientProps;
  readonly replaced: ReadonlySet<string>;
}

/**
 * @param security of the cluster; undefined where it has none
 * @param comes whether anything of the service refers to brokers
 */
export function understandClient(
  environment: Readonly<Record<string, string>>,
  security: SecurityProps | undefined,
  comes: boolean,
  notes: NotesOf,
): UnderstoodClient {
  const none = { replaced: new Set<string>() };
  if (security === undefined) return none;
  const found = Object.keys(environment).flatMap((name) => {
    const prefix = ofClients.exec(name)?.[1];
    return prefix === undefined ? [] : [{ name, prefix }];
  });
  const [variables, ...others] = [...new Set(found.map(({ prefix }) => prefix))].toSorted(
    (a, b) => a.length - b.length,
  );
  if (variables === undefined) {
    if (comes && security.internal?.protocol !== 'PLAINTEXT')
      notes.lost('comes to secured brokers, and no variable says how: say its client');
    return none;
  }
  for (const { name, prefix } of found) {
    if (prefix === variables) notes.changed(`${name}: klab tells it how to come in`, name);
  }
  if (others.length > 0)
    notes.lost(`variables of ${others.join(', ')}: klab has one client for each service`, others[0]);
  for (const { name, prefix } of found.filter((one) => one.prefix !== variables))
    notes.changed(`${name}: as with ${prefix}, klab makes passwords and certificates anew`, name);
  const acls = rightsOf(environment, security, notes);
  return {
    client: { variables, ...(acls && { acls }) },
    replaced: new Set(found.map(({ name }) => name)),
  };
}

/** Those of the user as whom it came: in klab it is one of its own, under its name. */
function rightsOf(
  environment: Readonly<Record<string, string>>,
  { users = [], superUsers = [] }: SecurityProps,
  notes: NotesOf,
): readonly Acl[] | undefined {
  const isAuthorized = superUsers.length > 0 || users.some(({ acls = [] }) => acls.length > 0);
  if (!isAuthorized) return undefined;
  const [name, at] = Object.entries(environment).flatMap(([variable, value]) =>
    jaasEntries(value).flatMap(({ username }) =>
      username === undefined ? [] : [[username, variable] as const],
    ),
  )[0] ?? ['', undefined];
  const acls = superUsers.includes(name) ? everything : users.find((one) => one.name === name)?.acls;
  if (acls === undefined)
    notes.lost('what it may do at brokers is not said here: say acls of its client', at);
  else notes.changed(`comes under its own name, with the rights of ${name}`, at);
  return acls;
}

/** Passwords in texts of JAAS and in settings of stores. */
const shown =
  /((?:\bpassword|\buser_[\w.-]+|ssl\.(?:key|keystore|truststore)\.password|SCRAM-SHA-\d+=\[[^\]]*?password)\s*=\s*\\?)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s;"'\],]+)/g;

/** A text that goes over, without passwords for brokers. */
export function withoutPasswords(text: string): string {
  const isOfKafka = /LoginModule|sasl\.jaas\.config|ssl\.\w+\.password|SCRAM-SHA-\d+=/.test(text);
  return isOfKafka ? text.replaceAll(shown, (_, name: string) => `${name}"..."`) : text;
}
