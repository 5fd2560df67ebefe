/**
 * Tokens for OAUTHBEARER, signed by the lab in place of an identity provider, and the set of keys by which brokers check
 * them.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { tokenClaims } from '../../kafka/security/tokens.ts';

/** A token that is asked for at every connection has to last for the time of connecting alone, in seconds. */
const shortestLife = 600;

/** Tells the one key of a set from others; a set may be replaced. */
const keyId = 'klab';

/** A fresh key that signs tokens, as PEM. */
export function makeTokenKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The set of keys (RFC 7517) with the public half of one. */
export function keySetOf(tokenKey: string): string {
  const jwk = createPublicKey(tokenKey).export({ format: 'jwk' });
  return `${JSON.stringify({ keys: [{ ...jwk, kid: keyId, alg: 'ES256', use: 'sig' }] }, undefined, 2)}\n`;
}

/**
 * A token that says who somebody is (RFC 7519).
 * @param lifetimeSeconds @default some minutes
 * @param nowMs when it begins to be good. @default now
 */
export function signToken(
  tokenKey: string,
  user: string,
  lifetimeSeconds = shortestLife,
  nowMs = Date.now(),
): string {
  const now = Math.floor(nowMs / 1000);
  const exp = now + lifetimeSeconds;
  // One that is over already was good once: nobody refuses it for anything but its age.
  const iat = lifetimeSeconds > 0 ? now : exp - shortestLife;
  const header = { alg: 'ES256', typ: 'JWT', kid: keyId };
  const claims = { ...tokenClaims, sub: user, iat, exp };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = createPrivateKey(tokenKey);
  // JSON Web Signature has the two numbers side by side, not in DER (RFC 7518, section 3.4).
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
