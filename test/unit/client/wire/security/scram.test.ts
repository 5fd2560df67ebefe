/** The exchanges of the RFCs byte by byte, and credentials as Kafka's own storage tool has made them. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  scram,
  ScramError,
  type Say,
  type ScramClient,
} from '../../../../../src/client/wire/security/scram.ts';

/** The client of RFC 7677, 3. */
const client: ScramClient = {
  mechanism: 'SCRAM-SHA-256',
  username: 'user',
  password: () => 'pencil',
  nonce: 'rOprNGfwEbeRWgbNEkqO',
};
const nonces = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const serverFirst = `r=${nonces},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
const serverFinal = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

/** A server that says these, one after the other, and keeps what it was told. */
function script(...answers: readonly string[]): { readonly heard: string[]; readonly say: Say } {
  const heard: string[] = [];
  const say: Say = async (message) => {
    heard.push(message.toString());
    return Buffer.from(answers[heard.length - 1] ?? '');
  };
  return { heard, say };
}

it('says what RFC 7677 says', async () => {
  const { heard, say } = script(serverFirst, serverFinal);
  await scram(client, say);
  expect(heard).toEqual([
    'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
    `c=biws,r=${nonces},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  ]);
});

it('escapes a name, and never takes one nonce twice', async () => {
  const firsts = await Promise.all(
    [1, 2].map(async () => {
      const { heard, say } = script('');
      const { mechanism, password } = client;
      await expect(scram({ mechanism, password, username: 'a=b,c' }, say)).rejects.toThrow('nonce');
      return heard[0];
    }),
  );
  expect(firsts[0]).toMatch(/^n,,n=a=3Db=2Cc,r=[^,]{32}$/);
  expect(firsts[0]).not.toBe(firsts[1]);
});

describe('a broker is not believed', () => {
  it.each([
    ['whose nonce is its own', [serverFirst.replace('rOpr', 'rOpx')], 'its nonce does not go on from ours'],
    ['that adds nothing to the nonce', [`r=${client.nonce},s=W22Z,i=4096`], 'does not go on from ours'],
    ['that wants a password cheap to guess', [serverFirst.replace('4096', '4095')], '4095 iterations'],
    ['that says nothing of iterations', [serverFirst.replace(',i=4096', '')], 'undefined iterations'],
    ['that does not know the password', [serverFirst, `v=${'A'.repeat(43)}=`], 'does not prove'],
    ['that ends without a proof', [serverFirst, ''], 'does not prove'],
    ['that refuses', [serverFirst, 'e=invalid-proof'], 'the broker says invalid-proof'],
  ])('%s', async (_, answers, words) => {
    const failing = scram(client, script(...answers).say);
    await expect(failing).rejects.toBeInstanceOf(ScramError);
    await expect(failing).rejects.toThrow(words);
  });
});

/** Made by Kafka 4.3.1 (`kafka-storage format --add-scram`) of a password that shells, JAAS and JSON escape. */
const password = 'sec"r\\e t$ä';
const kafkas = [
  {
    mechanism: 'SCRAM-SHA-256',
    hash: 'sha256',
    salt: '9ei42qmktib7cnat6q1katwro',
    storedKey: '163a82837d051dd5e9422af502e8d52eb76d0924e9398cae31b25fa205941b31',
    serverKey: '87f3b93fc2b983027ecc469d5f09d34277ecf334bdc94a13b06b291c7ed1e88c',
  },
  {
    mechanism: 'SCRAM-SHA-512',
    hash: 'sha512',
    salt: '1i6probz80a7pjja3ufhn9qz4t',
    storedKey:
      '346aad869b5e17e60da8546c3c26a416a5f9619977462ed5650875e1ca5ff8046f3f64d58f3df77686a517a91c87b592a116260629b8eef545dd20c936d4368a',
    serverKey:
      'c7eaf137385f8a4000c2f1b4986dd39346925fa6e9cbc5879fc82aa4a45dbd3b00a2d9467fadb9e656ba23c624c1128795793ca9c340bd44503a0956b5cb5613',
  },
] as const;

it.each(kafkas)('proves a password to what Kafka keeps of it, by $mechanism', async (credential) => {
  const { mechanism, hash, salt } = credential;
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const stored = Buffer.from(credential.storedKey, 'hex');
  let signed = '';
  const say: Say = async (message) => {
    const text = message.toString();
    if (signed === '') {
      const first = `${/r=(.*)$/.exec(text)![0]}more,s=${Buffer.from(salt).toString('base64')},i=4096`;
      signed = `${text.slice('n,,'.length)},${first}`;
      return Buffer.from(first);
    }
    const [, unproved = '', proof = ''] = /^(.*),p=(.*)$/.exec(text) ?? [];
    signed = `${signed},${unproved}`;
    // Whoever knows the key can undo its signature (RFC 5802, 3).
    const signature = hmac(stored, signed);
    const key = Buffer.from(proof, 'base64').map((byte, index) => byte ^ signature[index]!);
    expect(createHash(hash).update(key).digest('hex')).toBe(credential.storedKey);
    return Buffer.from(`v=${hmac(Buffer.from(credential.serverKey, 'hex'), signed).toString('base64')}`);
  };
  await scram({ mechanism, username: 'shop', password: () => password }, say);
  expect.assertions(1);
});
