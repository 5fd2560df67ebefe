/** Smoke check: who speaks plain text where clients come by TLS is refused, and soon. */
import { isEncrypted } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** A client that is left waiting for an answer is what this most often looks like. */
export const plainTextRefused = refusalCheck({
  name: 'plain-text-refused',
  claim: 'A client that speaks plain text to a listener with TLS is refused, and long before its time is up.',
  needs: 'TLS for clients',
  parts: ['external'],
  fits: isEncrypted,
  refusal: 'ssl-required',
  strangers: () => [{ who: 'plain text', as: 'plain' }],
});
