/** Smoke check: who shows no certificate is refused where one is required. */
import type { ClientSecurity } from '../../../cluster/access.ts';
import { refusalCheck } from './refusals.ts';

/** Between nodes whoever is let in may do everything. */
export const certificatesRequired = refusalCheck({
  name: 'certificates-required',
  claim: 'Who shows no certificate of its own is refused wherever one is required.',
  needs: 'listeners that require a certificate',
  parts: ['external', 'internal', 'controller'],
  fits: ({ clientAuth }) => clientAuth === 'required',
  refusal: 'client-certificate-refused',
  strangers: (own) => [{ who: 'a client without a certificate', as: showingNone(own()) }],
});

function showingNone({ tls, ...rest }: ClientSecurity): ClientSecurity {
  return { ...rest, ...(tls && { tls: { ca: tls.ca } }) };
}
