/** How a listener is secured: what Kafka calls it, and what follows from it for whoever comes. */

/** Kafka's security protocols. */
export const securityProtocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

/** One of Kafka's security protocols. */
export type SecurityProtocol = (typeof securityProtocols)[number];

/** SASL mechanisms that the lab has. */
export const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/** A way by which a client says who it is. */
export type SaslMechanism = (typeof saslMechanisms)[number];

/** Whether clients show a certificate of their own (Kafka documentation, ssl.client.auth). */
export const clientAuths = ['none', 'requested', 'required'] as const;

/** What holds for everybody who comes by a listener. */
export interface ListenerSecurity {
  readonly protocol: SecurityProtocol;
  /** How clients say who they are; of the two SASL protocols alone. @default 'SCRAM-SHA-512' */
  readonly mechanism?: SaslMechanism;
  /** Whether clients show a certificate; of the two protocols with TLS alone. @default 'none' */
  readonly clientAuth?: (typeof clientAuths)[number];
}

/** Whether nobody on the way can read what passes. */
export function isEncrypted({ protocol }: Pick<ListenerSecurity, 'protocol'>): boolean {
  return protocol === 'SSL' || protocol === 'SASL_SSL';
}

/** Whether clients say who they are by SASL. */
export function usesSasl({ protocol }: Pick<ListenerSecurity, 'protocol'>): boolean {
  return protocol === 'SASL_PLAINTEXT' || protocol === 'SASL_SSL';
}

/** Whether nobody can come by it unnamed; with a certificate that is merely requested, one can. */
export function isAuthenticated(security: ListenerSecurity): boolean {
  return usesSasl(security) || (security.protocol === 'SSL' && security.clientAuth === 'required');
}

/** The mechanism of a listener that is secured by SASL. */
export function mechanismOf({ mechanism = 'SCRAM-SHA-512' }: ListenerSecurity): SaslMechanism {
  return mechanism;
}

/** How clients come to it, in Kafka's words: `SASL_SSL with SCRAM-SHA-512`. */
export function wayInto(security: ListenerSecurity): string {
  const { protocol, clientAuth = 'none' } = security;
  const shown = clientAuth === 'none' ? '' : ` with a ${clientAuth} certificate`;
  return `${protocol}${usesSasl(security) ? ` with ${mechanismOf(security)}` : ''}${shown}`;
}

/** Whether clients come to it by a password. */
export function usesPasswords(security: ListenerSecurity): boolean {
  return usesSasl(security) && !usesTokens(security);
}

/** Whether clients come to it by tokens. */
export function usesTokens(security: ListenerSecurity): boolean {
  return usesSasl(security) && mechanismOf(security) === 'OAUTHBEARER';
}
