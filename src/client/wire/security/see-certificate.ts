/** Looks at the certificate that a listener shows to whoever comes: what is served, whatever lies in files. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Endpoint } from '../../../cluster/access.ts';
import { WireFailure } from '../wire-failure.ts';

/** A certificate as a handshake shows it. */
export interface SeenCertificate {
  /** SHA-256 of it, in hexadecimal. */
  readonly fingerprint: string;
  /** Name of the authority that signed it. */
  readonly issuer: string;
  readonly validUntil: Date;
}

/**
 * The certificate of a listener, also one that no client takes. Nothing is said to the listener but that one is there.
 * @throws WireFailure `refused` where no handshake comes to that point in time
 */
export function seeCertificate({ address }: Endpoint, timeoutMs: number): Promise<SeenCertificate> {
  const colon = address.lastIndexOf(':');
  const [host, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  return new Promise((resolve, reject) => {
    const failed = (reason: string): void => {
      socket.destroy();
      reject(new WireFailure('refused', reason, false, address));
    };
    const servername = isIP(host) === 0 ? host : '';
    const socket = connect({ host, port, servername, rejectUnauthorized: false }, () => {
      const { raw, fingerprint256, issuer, valid_to: validTo } = socket.getPeerCertificate();
      if (raw === undefined) return failed('it shows no certificate');
      socket.destroy();
      const [name] = [issuer.CN].flat();
      resolve({
        fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
        issuer: name ?? '',
        validUntil: new Date(validTo),
      });
    });
    socket.setTimeout(timeoutMs, () => failed(`no TLS handshake within ${timeoutMs} ms`));
    socket.on('error', (error) => failed(error.message));
  });
}
