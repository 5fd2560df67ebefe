/** What a TLS handshake that failed means, from the codes of Node and OpenSSL: who refused whom, and why. */
import type { PeerCertificate } from 'node:tls';
import type { Refusal } from '../wire-failure.ts';

/** A refusal, and why in words that name neither side's address. */
export interface TlsRefusal {
  readonly kind: Refusal;
  readonly reason: string;
}

/** A TLS record that is an alert, of any version since SSL 3: the answer of a listener with TLS to plain text (RFC 8446, 5.1). */
export const alertStart = 0x1503;

/** In Kafka's own words (org.apache.kafka.common.errors.SslAuthenticationException). */
export const handshakeFailed = 'SSL handshake failed';

/** Codes of a certificate whose chain ends in no CA that is trusted (OpenSSL, X509_verify_cert_error_string). */
const unknownCa: ReadonlySet<string> = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Alerts by which a broker refuses a client's certificate, or that it shows none. */
const clientCertificate =
  /^ERR_SSL_\w*_ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)$/;

/**
 * What an error of a socket with TLS means, also one of later than the handshake: with TLS 1.3 a broker looks at the
 * client's certificate after the client has been content.
 * @returns undefined where it has nothing to do with TLS, such as of a connection that was reset
 */
export function tlsRefusalOf(error: Error): TlsRefusal | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (unknownCa.has(code)) {
    const reason = `${handshakeFailed}: the broker's certificate is of a CA that is not trusted here (${error.message})`;
    return { kind: 'unknown-ca', reason };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return {
      kind: 'certificate-expired',
      reason: `${handshakeFailed}: the broker's certificate has expired`,
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return { kind: 'name-mismatch', reason: `${handshakeFailed}: ${nameMismatch(error)}` };
  }
  if (clientCertificate.test(code)) {
    const alert = code.replace(/^.*_ALERT_/, '').toLowerCase();
    const reason = `${handshakeFailed}: the broker refuses the client's certificate, or that it shows none (alert ${alert})`;
    return { kind: 'client-certificate-refused', reason };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('CERT_')) {
    const said = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
    return { kind: 'ssl-handshake-failed', reason: `${handshakeFailed}: ${said}` };
  }
  return undefined;
}

/** Which name was looked for, and which the certificate has. */
function nameMismatch(error: Error): string {
  if (!('host' in error && 'cert' in error)) return error.message;
  const { subjectaltname } = error.cert as Partial<PeerCertificate>;
  return `the broker's certificate is not for ${String(error.host)} but for ${subjectaltname ?? 'no name at all'}`;
}
