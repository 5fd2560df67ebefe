/** What becomes of each word by which a file secures its cluster: most of it is the prop `security`, and nothing secret goes over. */
import { prefixOf } from '../../kafka/security/settings.ts';
import { jaasPath } from '../../lint/jaas.ts';
import { discreet, type NotesOf } from '../notes.ts';

/** What a setting becomes: part of the prop, klab's own way, nothing; or a setting as it is. */
type Fate = 'taken' | 'changed' | 'lost' | 'kept';

const anew = 'klab makes keys, certificates and passwords anew';

/** The first that fits. */
const fates: readonly { readonly of: RegExp; readonly fate: Fate; readonly why: string }[] = [
  { of: /sasl\.jaas\.config$/, fate: 'changed', why: `whom it names is taken over; ${anew}` },
  {
    of: /sasl\.enabled\.mechanisms$|sasl\.mechanism\.(inter\.broker|controller)\.protocol$|ssl\.client\.auth$|^security\.inter\.broker\.protocol$|^super\.users$|^authorizer\.class\.name$|^zookeeper\.ssl\.client\.enable$/,
    fate: 'taken',
    why: 'in security',
  },
  { of: /password|secret|credentials|(^|\.)ssl\.(keystore|truststore|key)\./, fate: 'changed', why: anew },
  {
    of: /ssl\.endpoint\.identification\.algorithm$/,
    fate: 'changed',
    why: "klab's certificates are made out to every address, and are looked at",
  },
  { of: /ssl\.principal\.mapping\.rules$/, fate: 'changed', why: 'whoever shows a certificate is its CN' },
  { of: /^ssl\.(enabled\.protocols|protocol)$/, fate: 'kept', why: '' },
  { of: /sasl\.kerberos\./, fate: 'lost', why: 'klab has no Kerberos' },
  {
    of: /sasl\.(oauthbearer|login|server\.callback)/,
    fate: 'changed',
    why: "klab's brokers know tokens by keys of its own",
  },
  { of: /^zookeeper\.(ssl\.|clientCnxnSocket)/, fate: 'changed', why: anew },
  { of: /^config\.providers/, fate: 'changed', why: 'klab has those that it reads passwords by' },
  { of: /^zookeeper\.set\.acl$/, fate: 'lost', why: 'klab sets no rights within ZooKeeper' },
];

const ofSecurity =
  /(^|\.)(ssl|sasl)\.|^(super\.users|principal\.builder\.class|authorizer\.class\.name|password\.encoder\..+|delegation\.token\.(master|secret)\.key|zookeeper\.set\.acl|zookeeper\.clientCnxnSocket)$/;

const secureProtocol = /^(SSL|SASL_PLAINTEXT|SASL_SSL)$/;

/** Whether a setting secures something. */
export function isOfSecurity(name: string, value: string): boolean {
  return name === 'security.inter.broker.protocol' ? secureProtocol.test(value) : ofSecurity.test(name);
}

/** Whether the prop security takes the place of a setting; one of those that only narrow TLS goes over as it is. */
export function isReplaced(name: string, value: string): boolean {
  const isKept = fates.find(({ of }) => of.test(name))?.fate === 'kept';
  return !isKept && (isOfSecurity(name, value) || name.startsWith('config.providers'));
}

/**
 * Says what a setting of security has become, where the prop is made of them.
 * @param listeners names of those that are taken over
 */
export function noteSecuritySetting(
  name: string,
  value: string,
  notes: NotesOf,
  listeners: readonly string[],
): void {
  const [, of] = /^listener\.name\.(.+?)\.(?:[\w-]+\.)?(?:ssl|sasl)\./.exec(name) ?? [];
  if (of !== undefined && !listeners.some((one) => prefixOf(one) === `listener.name.${of}.`)) {
    notes.lost(`${name}: no listener ${of} is taken over`, name);
    return;
  }
  const { fate, why } = fates.find(({ of }) => of.test(name)) ?? {
    fate: 'lost',
    why: 'klab has no such prop of security',
  };
  const text = `${name} ${discreet(name, value)}`;
  if (fate === 'lost') notes.lost(`${text}: ${why}`, name);
  else if (fate === 'changed') notes.changed(`${name}: ${why}`, name);
  else notes.taken(text, name);
}

/** Variables by which images are told of users, passwords and stores (Bitnami's documentation; Confluent's). */
const variables =
  /^KAFKA_(CLIENT_(USERS?|PASSWORDS?|LISTENER_NAME)|(INTER_BROKER|CONTROLLER)_(USER|PASSWORD)|CERTIFICATE_PASSWORD|TLS_\w+|ZOOKEEPER_(USER|PASSWORD|PROTOCOL|TLS_\w+)|\w+_CLIENT_(ID|SECRET))$|^(SSL|SASL|CERT|KEYSTORE|TRUSTSTORE)_?\w*(PASS(WORD)?|SECRET)$/;

/** Says what has become of a variable that is of security; false for one that is not. */
export function noteSecurityVariable(name: string, value: string, notes: NotesOf): boolean {
  if (jaasPath({ [name]: value }) !== undefined) {
    const flags = value
      .split(/\s+/)
      .filter((flag) => flag !== '' && !/java\.security\.auth\.login/.test(flag));
    if (flags.length > 0) notes.lost(`${name} ${discreet(name, flags.join(' '))}`, name);
    notes.changed(`${name}: whom its file names is taken over; ${anew}`, name);
    return true;
  }
  if (!variables.test(name)) return false;
  notes.changed(`${name}: ${/USERS?$/.test(name) ? 'whom it names is taken over; ' : ''}${anew}`, name);
  return true;
}

/** Why a mount with keys or passwords is none of the topology's; undefined for one that has none, as far as its names tell. */
export function noStore(mount: string): string | undefined {
  return /secret|cert|(^|\W)(ssl|tls)\b|key-?store|trust-?store|jaas|keytab|krb5|\.(pem|key|crt|jks|p12|pfx)\b/i.test(
    mount,
  )
    ? `not taken over: ${anew}`
    : undefined;
}
