/** Smoke check: what brokers and controllers say to one another passes by listeners that take no plain text. */
import { isEncrypted } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** Records travel between brokers too, each as often as there are copies of it. */
export const nodesEncrypted = refusalCheck({
  name: 'nodes-encrypted',
  claim: 'What brokers and controllers say to one another is encrypted: their listeners refuse plain text.',
  needs: 'TLS between nodes',
  parts: ['internal', 'controller'],
  fits: isEncrypted,
  refusal: 'ssl-required',
  strangers: () => [{ who: 'plain text', as: 'plain' }],
});
