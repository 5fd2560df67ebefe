/** What of a cluster's security works, and protects from less than it seems to. */
import { isAuthenticated, isEncrypted, mechanismOf } from '../kafka/security/listener.ts';
import { isAuthorized } from '../kafka/security/users.ts';
import type { CheckedSecurity } from './security-validation.ts';

/** A line for each. */
export function securityWarnings({ security, settings, added }: CheckedSecurity): string[] {
  const { external, internal, users } = security;
  const passwords = Object.entries({ external, internal })
    .filter(([, listener]) => listener.protocol === 'SASL_PLAINTEXT' && mechanismOf(listener) === 'PLAIN')
    .map(
      ([part]) =>
        `security.${part} sends passwords that anybody on the way can read; use SASL_SSL, or SCRAM-SHA-512`,
    );
  const plain = added.map(
    (name) =>
      `listener ${name} is PLAINTEXT beside security: what passes there can be read, and everybody comes unnamed; drop it if nobody needs it`,
  );
  const names = settings['ssl.endpoint.identification.algorithm'];
  const unchecked =
    names?.trim() === '' && [internal, security.controller].some(isEncrypted)
      ? [
          'settings has no ssl.endpoint.identification.algorithm, so nodes take the certificate of any other one for that of whom they look for; drop it',
        ]
      : [];
  const always = [...passwords, ...plain, ...unchecked];
  if (!isAuthorized(security)) {
    const isAsked = [external, internal].some(isAuthenticated);
    const nobody =
      isAsked || users.length === 0
        ? []
        : [
            'security has users, and no listener asks who comes, so nobody is known as one of them; use SASL_SSL, or SSL with clientAuth required',
          ];
    return [...always, ...nobody];
  }
  const unnamed = Object.entries({ external, internal })
    .filter(([, listener]) => !isAuthenticated(listener))
    .map(
      ([part, { protocol }]) =>
        `security.${part} is ${protocol}${isEncrypted({ protocol }) ? ' without a required certificate' : ''}, by which everybody comes unnamed, ${part === 'external' ? 'klab' : 'brokers'} too, and so may do everything: rules bind nobody there; use SASL_SSL, or SSL with clientAuth required`,
    );
  const idle = users
    .filter(({ acls }) => acls.length === 0)
    .map(({ name }) => `security has user ${name} without acls, who may do nothing; give some`);
  const open = settings['allow.everyone.if.no.acl.found']?.trim().toLowerCase() === 'true';
  const opened = open
    ? [
        'settings has allow.everyone.if.no.acl.found true, so everybody may use whatever no rule is about; drop it to keep them out',
      ]
    : [];
  return [...always, ...unnamed, ...idle, ...opened];
}
