/** Secured listeners and who may do what: whether nodes start with them, and whether they keep anybody out. */
import { isEncrypted, usesSasl } from '../../kafka/security/listener.ts';
import { isOpenWithoutRules } from '../../kafka/security/users.ts';
import { isBitnami, kafkaSettingOf } from '../../kafka/images/dialects.ts';
import { partsOfImage } from '../../kafka/images/image-line.ts';
import { prefixOf } from '../../kafka/security/settings.ts';
import { isBroker, quorumListeners, type LintNode } from '../cluster.ts';
import type { LintRule, Said } from '../finding.ts';
import { securedListenersOf, type SecuredListener } from '../secured-listeners.ts';

const anonymous = 'User:ANONYMOUS';

/** Rules about TLS, SASL and ACLs. */
export const securityRules: readonly LintRule[] = [
  {
    id: 'brokers-not-super-users',
    risk: 'high',
    source:
      'Kafka documentation, Authorization and ACLs: brokers need ClusterAction on the cluster to register',
    find: ({ nodes }) =>
      nodes.flatMap((node): readonly Said[] => {
        const { settings } = node;
        const isLooked = (settings['authorizer.class.name'] ?? '') !== '' && !isOpenWithoutRules(settings);
        if (!isLooked || settings['principal.builder.class'] !== undefined || !saysAllOfIt(node)) return [];
        const supers = (settings['super.users'] ?? '').split(';').map((one) => one.trim());
        return securedListenersOf(node)
          .filter((one) => one.isBetweenBrokers || one.isOfQuorum)
          .flatMap((one) => {
            const user = comesAs(one);
            const isMissing =
              user === undefined ? supers.every((each) => each === '') : !supers.includes(user);
            return isMissing ? [{ one, user }] : [];
          })
          .map(({ one, user }) => ({
            node: node.id,
            at: settings['super.users'] === undefined ? 'authorizer.class.name' : 'super.users',
            text: `nodes come to ${one.listener.name} as ${user ?? 'whoever their certificates name'}, who is no super user: they cannot register`,
            fix: `add ${user ?? 'User:CN=… of each node'} to super.users, with ; between`,
          }));
      }),
  },
  {
    id: 'plain-beside-rules',
    risk: 'medium',
    source: 'Kafka documentation, Authorization and ACLs: whoever says no name comes as User:ANONYMOUS',
    find: ({ nodes }) =>
      nodes.filter(isBroker).flatMap((node): readonly Said[] => {
        const { settings } = node;
        if ((settings['authorizer.class.name'] ?? '') === '') return [];
        const isSuper = (settings['super.users'] ?? '').split(';').some((one) => one.trim() === anonymous);
        return securedListenersOf(node)
          .filter(({ isOfQuorum, isBetweenBrokers }) => !isOfQuorum && !isBetweenBrokers)
          .filter(({ protocol, clientAuth }) => !usesSasl({ protocol }) && clientAuth !== 'required')
          .map(({ listener, protocol }) => ({
            node: node.id,
            at: 'listener.security.protocol.map',
            text: `whoever comes by ${listener.name} (${protocol}) has no name, so ACLs ${isSuper ? 'bind nobody there: ANONYMOUS is a super user' : 'are about nobody there but ANONYMOUS'}`,
            fix: 'give it SASL_SSL, or SSL with ssl.client.auth required',
            ...(isSuper && { risk: 'high' as const }),
          }));
      }),
  },
  {
    id: 'sasl-without-mechanism',
    risk: 'high',
    source:
      'Kafka documentation, sasl.enabled.mechanisms and sasl.mechanism.inter.broker.protocol: GSSAPI unless it is said',
    find: ({ nodes }) =>
      nodes.filter(saysAllOfIt).flatMap((node) =>
        securedListenersOf(node).flatMap((one): readonly Said[] => {
          const { listener, protocol, mechanisms, ownMechanism, isBetweenBrokers, isOfQuorum } = one;
          const { settings } = node;
          const isKerberos = Object.keys(settings).some((name) => name.includes('kerberos'));
          if (!usesSasl({ protocol }) || isKerberos || isBitnami(node.environment, node.image)) return [];
          const own = `${prefixOf(listener.name)}sasl.enabled.mechanisms`;
          const isSaid = settings[own] !== undefined || settings['sasl.enabled.mechanisms'] !== undefined;
          if (!isSaid) {
            const text = `${listener.name} has SASL and no mechanism is said, so Kafka takes GSSAPI, which is Kerberos`;
            return [
              {
                node: node.id,
                at: 'listener.security.protocol.map',
                text,
                fix: 'set sasl.enabled.mechanisms',
              },
            ];
          }
          if (!isBetweenBrokers && !isOfQuorum) return [];
          const setting = isOfQuorum
            ? 'sasl.mechanism.controller.protocol'
            : 'sasl.mechanism.inter.broker.protocol';
          const comes = ownMechanism ?? 'GSSAPI';
          if (mechanisms.includes(comes)) return [];
          const text = `nodes come to ${listener.name} by ${comes}, and it has ${mechanisms.join(', ')}`;
          const at = settings[setting] === undefined ? 'sasl.enabled.mechanisms' : setting;
          return [{ node: node.id, at, text, fix: `set ${setting} to ${mechanisms[0] ?? 'one of them'}` }];
        }),
      ),
  },
  {
    id: 'sasl-without-jaas',
    risk: 'high',
    source: 'Kafka documentation, JAAS configuration for brokers: a listener with SASL does not open without',
    find: ({ nodes }) =>
      nodes.filter(saysAllOfIt).flatMap((node) =>
        securedListenersOf(node)
          .filter(({ protocol, hasJaas }) => usesSasl({ protocol }) && !hasJaas)
          .map(({ listener, mechanisms }) => ({
            node: node.id,
            at: 'listener.security.protocol.map',
            text: `${listener.name} has SASL, and nothing says whom it lets in`,
            fix: `set ${prefixOf(listener.name)}${(mechanisms[0] ?? 'plain').toLowerCase()}.sasl.jaas.config, or name a file of JAAS in KAFKA_OPTS`,
          })),
      ),
  },
  {
    id: 'tls-without-keystore',
    risk: 'high',
    source: 'Kafka documentation, ssl.keystore.location: a listener with TLS has a key and a certificate',
    find: ({ nodes }) =>
      nodes.filter(saysAllOfIt).flatMap((node) => {
        if (isBitnami(node.environment, node.image)) return [];
        const has = (prefix: string): boolean =>
          Object.keys(node.settings).some((name) => name.startsWith(`${prefix}ssl.keystore.`));
        return securedListenersOf(node)
          .filter(
            ({ protocol, listener }) =>
              isEncrypted({ protocol }) && !has('') && !has(prefixOf(listener.name)),
          )
          .map(({ listener }) => ({
            node: node.id,
            at: 'listener.security.protocol.map',
            text: `${listener.name} has TLS, and no key and certificate are said`,
            fix: 'set ssl.keystore.location, or ssl.keystore.type=PEM with ssl.keystore.key and ssl.keystore.certificate.chain',
          }));
      }),
  },
  {
    id: 'names-not-checked',
    risk: 'medium',
    source:
      'Kafka documentation, ssl.endpoint.identification.algorithm: https, so that a certificate is its host’s',
    find: ({ nodes }) =>
      nodes.flatMap((node) =>
        Object.entries(node.settings)
          .filter(
            ([name, value]) => name.endsWith('ssl.endpoint.identification.algorithm') && value.trim() === '',
          )
          .map(([name]) => ({
            node: node.id,
            at: name,
            text: `${name} is empty, so nodes take any certificate that the CA has signed for that of whom they look for`,
            fix: 'drop it, and make each certificate out to every name under which its node is reached',
          })),
      ),
  },
  {
    id: 'listener-setting-unknown',
    risk: 'medium',
    source: 'KIP-103, and the images’ documentation: _ of a name is __ in a variable, and - is ___',
    find: ({ nodes }) =>
      nodes.flatMap((node) => {
        const known = securedListenersOf(node).map(({ listener }) => prefixOf(listener.name));
        if (known.length === 0) return [];
        // A broker comes to the quorum by a listener that it does not open itself, with settings of that name (KIP-500).
        known.push(...quorumListeners(node).map(prefixOf));
        return Object.keys(node.settings)
          .filter((name) => name.startsWith('listener.name.') && !known.some((one) => name.startsWith(one)))
          .map((name) => ({
            node: node.id,
            at: name,
            text: `${name} is of no listener of ${node.id}, so nobody reads it`,
            fix: `begin it with one of ${known.join(' ')}; in a variable _ is __ and - is ___`,
          }));
      }),
  },
  {
    id: 'password-shown',
    risk: 'low',
    source: 'Compose specification, secrets and interpolation; Kafka, KIP-421: settings may refer to files',
    find: ({ all }) =>
      all.flatMap((node) =>
        Object.entries(passwordsIn(node)).map(([at, shown]) => ({
          node: node.id,
          at,
          shown,
          text: `${at} has a password in plain sight, which goes wherever this file goes`,
          fix: 'give it by a variable of .env that is not committed, a secret, or ${file:…} of a config provider',
        })),
      ),
  },
];

/** As whom nodes come by a listener; undefined where a certificate says it. */
function comesAs({ protocol, clientAuth, jaas, ownMechanism }: SecuredListener): string | undefined {
  if (usesSasl({ protocol })) {
    const own = jaas.find(({ module }) => ownMechanism === undefined || isOf(module, ownMechanism));
    return own?.username === undefined ? undefined : `User:${own.username}`;
  }
  return clientAuth === 'none' ? anonymous : undefined;
}

/** Login modules are called as their mechanisms begin. */
function isOf(module: string, mechanism: string): boolean {
  return module.toLowerCase().startsWith(mechanism.split('-')[0]?.toLowerCase() ?? '');
}

/** Images that add nothing of TLS and SASL to what a file says of them. */
const plainImages = /^(confluentinc|apache|bitnami|bitnamilegacy|wurstmeister|debezium)\//;

/** Whether what nothing says of a node is nowhere: its image is known, all of its files are here, and no operator adds to it. */
function saysAllOfIt({ unread, version, image = '', hasCommand }: LintNode): boolean {
  return (
    unread.length === 0 && version === undefined && !hasCommand && plainImages.test(partsOfImage(image).name)
  );
}

/** Passwords that a node is told as they are, by the setting, or else the variable, that says them. */
function passwordsIn({ environment, settings, software, image }: LintNode): Record<string, string> {
  const ofBitnami = isBitnami(environment, image);
  const variables = Object.entries(environment).filter(
    ([name]) => software !== 'kafka' || kafkaSettingOf(name, ofBitnami) === undefined,
  );
  const said = [...(software === 'kafka' ? Object.entries(settings) : []), ...variables];
  return Object.fromEntries(
    said.flatMap(([name, value]) => {
      const inJaas = /LoginModule[\s\S]*?\b(?:password|user_[\w.-]+)\s*=\s*\\?["']?([^"'\\\s;]+)/.exec(
        value,
      )?.[1];
      // Those of other programs are theirs to judge.
      const isPassword = software !== 'other' && /(^|[._])passwords?$/i.test(name) && !value.startsWith('/');
      const shown = inJaas ?? (isPassword ? value.trim() : '');
      return shown === '' || /^\$[{(]/.test(shown) ? [] : [[name, shown]];
    }),
  );
}
