/** Smoke check: a token that has expired, or that was changed on the way, is refused. */
import type { ClientSecurity } from '../../../cluster/access.ts';
import { usesTokens } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** Longer than brokers let clocks differ (Kafka documentation, sasl.oauthbearer.clock.skew.seconds). */
const longOverSeconds = -600;

/** A broker that reads tokens and does not check them lets everybody in, as whomever they like. */
export const tokensChecked = refusalCheck({
  name: 'tokens-checked',
  claim: 'A token that has expired, or that whoever is trusted has not signed as it is, is refused.',
  needs: 'listeners that ask for tokens',
  parts: ['external'],
  fits: usesTokens,
  refusal: 'sasl-authentication-failed',
  strangers: (own) => [
    { who: 'an expired token', as: own({ tokenSeconds: longOverSeconds }) },
    { who: 'a token with another signature', as: forged(own()) },
  ],
});

/** The same token but for the first letter of its signature. */
function forged({ sasl, ...rest }: ClientSecurity): ClientSecurity {
  if (sasl?.mechanism !== 'OAUTHBEARER') return { ...rest, ...(sasl && { sasl }) };
  const token = async (): Promise<string> => {
    const [header = '', claims = '', signature = ''] = (await sasl.token()).split('.');
    return [header, claims, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.');
  };
  return { ...rest, sasl: { ...sasl, token } };
}
