/** What errors of Node's TLS mean, as they come from brokers of Kafka 4.3.1 on Java 17. */
import { expect, it } from 'vitest';
import { tlsRefusalOf } from '../../../../../src/client/wire/security/tls-refusal.ts';

function failure(code: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

const ssl = (code: string, reason: string): Error =>
  failure(`ERR_SSL_${code}`, `80EC:error:0A000412:SSL routines:ssl3_read_bytes:${reason}\n`, { reason });

const reset = failure(
  'ECONNRESET',
  'Client network socket disconnected before secure TLS connection was established',
);

it.each([
  {
    error: failure('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
    kind: 'unknown-ca',
    reason:
      "the broker's certificate is of a CA that is not trusted here (self-signed certificate in certificate chain)",
  },
  {
    error: failure('CERT_HAS_EXPIRED', 'certificate has expired'),
    kind: 'certificate-expired',
    reason: "the broker's certificate has expired",
  },
  {
    error: failure('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", {
      host: '127.0.0.1',
      cert: { subjectaltname: 'DNS:elsewhere' },
    }),
    kind: 'name-mismatch',
    reason: "the broker's certificate is not for 127.0.0.1 but for DNS:elsewhere",
  },
  {
    error: ssl('SSLV3_ALERT_BAD_CERTIFICATE', 'sslv3 alert bad certificate'),
    kind: 'client-certificate-refused',
    reason: "the broker refuses the client's certificate, or that it shows none (alert bad_certificate)",
  },
  {
    error: ssl('TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required'),
    kind: 'client-certificate-refused',
    reason: "the broker refuses the client's certificate, or that it shows none (alert certificate_required)",
  },
  {
    error: ssl('WRONG_VERSION_NUMBER', 'wrong version number'),
    kind: 'ssl-handshake-failed',
    reason: 'wrong version number',
  },
])('says $kind: $reason', ({ error, kind, reason }) => {
  expect(tlsRefusalOf(error)).toEqual({ kind, reason: `SSL handshake failed: ${reason}` });
});

it('leaves to others what is not about TLS', () => {
  expect(tlsRefusalOf(reset)).toBeUndefined();
  expect(tlsRefusalOf(failure('ECONNREFUSED', 'connect ECONNREFUSED'))).toBeUndefined();
  expect(tlsRefusalOf(new Error('anything'))).toBeUndefined();
});
