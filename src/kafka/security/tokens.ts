/**
 * How brokers know the tokens of OAUTHBEARER: Kafka's own validator, by a set of keys that it reads from a file, so that
 * nothing has to serve the set for as long as a cluster lives.
 */

/** What tokens say of who made them, and for whom; brokers take no others. */
export const tokenClaims = { iss: 'klab', aud: 'kafka' } as const;

/** What a broker needs to check tokens, by the setting's name without its listener's. */
export const tokenSettings: Readonly<Record<string, string>> = {
  'oauthbearer.sasl.server.callback.handler.class':
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler',
  'sasl.oauthbearer.expected.issuer': tokenClaims.iss,
  'sasl.oauthbearer.expected.audience': tokenClaims.aud,
};

/** The setting that names the set of keys, without its listener's name. */
export const keySetSetting = 'sasl.oauthbearer.jwks.endpoint.url';

/** Flag of a JVM that may read a set of keys, or a token, at this address; Kafka reads none otherwise (its documentation, "OAuth"). */
export function allowedUrlFlag(url: string): string {
  return `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${url}`;
}
