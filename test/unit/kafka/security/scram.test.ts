import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { saltPassword, scramKeys } from '../../../../src/kafka/security/scram.ts';

/** Of the exchange in RFC 7677, section 3: what a server must have kept of the password "pencil" to answer as it does. */
it('keeps of a password what the exchange of RFC 7677 needs', () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const { serverKey } = scramKeys(saltPassword('user', 'pencil', 'SCRAM-SHA-256', salt, 4096));
  const exchange = [
    'n=user,r=rOprNGfwEbeRWgbNEkqO',
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  ].join(',');
  const signature = createHmac('sha256', serverKey).update(exchange).digest('base64');
  expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

it('salts every password anew, also the same one', () => {
  const [one, other] = [1, 2].map(() => saltPassword('a', 'same', 'SCRAM-SHA-512'));
  expect(one!.salt).not.toEqual(other!.salt);
  expect(one!.saltedPassword).not.toEqual(other!.saltedPassword);
  expect([one!.saltedPassword.length, one!.iterations]).toEqual([64, 4096]);
});
