/** Smoke check: who does not know a password is refused, and hears that it is for that. */
import { randomBytes } from 'node:crypto';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { usesPasswords } from '../../../kafka/security/listener.ts';
import { refusalCheck } from './refusals.ts';

/** A client that waits until its time is up looks as if the broker were not there. */
export const passwordsChecked = refusalCheck({
  name: 'passwords-checked',
  claim:
    'Who comes with a wrong password, or under a name that nobody has, is refused at once, as just that.',
  needs: 'listeners that ask for passwords',
  parts: ['external', 'internal'],
  fits: usesPasswords,
  refusal: 'sasl-authentication-failed',
  strangers: (own) => [
    { who: 'a wrong password', as: saying(own(), {}) },
    { who: 'an unknown user', as: saying(own(), { username: 'klab-nobody' }) },
  ],
});

function saying({ sasl, ...rest }: ClientSecurity, change: { readonly username?: string }): ClientSecurity {
  if (sasl === undefined || sasl.mechanism === 'OAUTHBEARER') return { ...rest, ...(sasl && { sasl }) };
  const password = randomBytes(12).toString('base64url');
  return { ...rest, sasl: { ...sasl, ...change, password: () => password } };
}
