import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { keySetOf, makeTokenKey, signToken } from '../../../../src/runtimes/secrets/tokens.ts';

const parsed = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

it('signs a token that is over as one that was good before', () => {
  const [, claims] = signToken(makeTokenKey(), 'shop', -600, 1_700_000_000_000).split('.');
  expect(parsed(claims)).toMatchObject({ iat: 1_699_998_800, exp: 1_699_999_400 });
});

it('signs tokens that the set of keys proves, which holds no private part', () => {
  const key = makeTokenKey();
  const { keys } = JSON.parse(keySetOf(key)) as { keys: readonly (JsonWebKey & { kid: string })[] };
  const [jwk] = keys;
  expect(Object.keys(jwk!).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  const [header, claims, signature = ''] = signToken(key, 'shop "1"', 600, 1_700_000_000_999).split('.');
  expect(parsed(header)).toEqual({ alg: 'ES256', typ: 'JWT', kid: jwk!.kid });
  expect(parsed(claims)).toEqual({
    iss: 'klab',
    aud: 'kafka',
    sub: 'shop "1"',
    iat: 1_700_000_000,
    exp: 1_700_000_600,
  });
  const proves = (set: JsonWebKey): boolean =>
    verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: createPublicKey({ key: set, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  expect(proves(jwk!)).toBe(true);
  const other = JSON.parse(keySetOf(makeTokenKey())) as { keys: readonly JsonWebKey[] };
  expect(proves(other.keys[0]!)).toBe(false);
});
