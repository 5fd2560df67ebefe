/** Smoke check: clients refuse a broker whose certificate is of a CA that they do not know. */
import { rootCertificates } from 'node:tls';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { isEncrypted } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** Encrypted is not enough: whoever stands between a client and a broker can encrypt as well. */
export const authorityChecked = refusalCheck({
  name: 'authority-checked',
  claim: "A client that does not know the CA of the brokers' certificates refuses every broker.",
  needs: 'TLS for clients',
  parts: ['external'],
  fits: isEncrypted,
  fromHost: true,
  refusal: 'unknown-ca',
  strangers: (own) => [{ who: 'brokers of a CA that a client does not know', as: distrusting(own()) }],
});

/** Trusts a CA of those that everybody trusts, and that has signed nothing of the lab's. */
function distrusting({ tls, ...rest }: ClientSecurity): ClientSecurity {
  return { ...rest, ...(tls && { tls: { ...tls, ca: rootCertificates[0] ?? '' } }) };
}
