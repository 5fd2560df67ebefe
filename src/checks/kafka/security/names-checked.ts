/** Smoke check: clients refuse a broker whose certificate is for another name. */
import type { ClientSecurity } from '../../../cluster/access.ts';
import { isEncrypted } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** A name that no certificate has (RFC 2606). */
const elsewhere = 'klab-elsewhere.invalid';

/** One stolen certificate of the right CA, or one for all names, would do for every broker otherwise. */
export const namesChecked = refusalCheck({
  name: 'names-checked',
  claim: 'A client refuses every broker whose certificate is not for the name that it was looked for by.',
  needs: 'TLS for clients',
  parts: ['external'],
  fits: isEncrypted,
  fromHost: true,
  refusal: 'name-mismatch',
  strangers: (own) => [{ who: `brokers that are looked for as ${elsewhere}`, as: looking(own()) }],
});

function looking({ tls, ...rest }: ClientSecurity): ClientSecurity {
  return { ...rest, ...(tls && { tls: { ...tls, brokerName: elsewhere } }) };
}
