import { describe, expect, it } from 'vitest';
import {
  alterScramCredentials,
  takesPasswords,
} from '../../../../../src/client/wire/users/alter-scram-credentials.ts';
import { saltPassword } from '../../../../../src/kafka/security/scram.ts';
import { accessTo } from '../../../../support/access.ts';
import { answerTo, hexOf, standIn, type StandIn } from '../stand-in.ts';

/** A broker that answers of the user `shop` with this error code and message. */
async function brokerSaying(error: string): Promise<StandIn> {
  const answer = Buffer.from(hexOf(`00 00000000 02 05 73686f70 ${error} 00 00`), 'hex');
  return await standIn((socket, frame) => socket.write(answerTo(frame, answer)));
}

const users = [saltPassword('shop', 'pass', 'SCRAM-SHA-256', Buffer.from('0102', 'hex'), 4096)];

describe('passwords of users', () => {
  it('are sent salted, byte by byte', async () => {
    await using broker = await brokerSaying('0000 00');
    await alterScramCredentials(accessTo(broker.address), users);
    const salted = users[0]!.saltedPassword.toString('hex');
    const [frame] = broker.requests;
    expect(frame!.subarray(0, 4).toString('hex')).toBe('00330000');
    const body = hexOf(`01 02 05 73686f70 01 00001000 03 0102 21 ${salted} 00 00`);
    expect(frame!.toString('hex').endsWith(body)).toBe(true);
    expect(frame!.includes('pass')).toBe(false);
  });

  it('are sent apart for each mechanism, since brokers take no user twice at once', async () => {
    await using broker = await brokerSaying('0000 00');
    const both = [...users, saltPassword('shop', 'pass', 'SCRAM-SHA-512')];
    await alterScramCredentials(accessTo(broker.address), both);
    expect(broker.requests).toHaveLength(2);
    await alterScramCredentials(accessTo(broker.address), []);
    expect(broker.requests).toHaveLength(2);
  });

  it('go where somebody is to come in no more, and are gone where there were none', async () => {
    await using broker = await brokerSaying('005b 00');
    await alterScramCredentials(accessTo(broker.address), [], [{ user: 'shop', mechanism: 'SCRAM-SHA-512' }]);
    expect(broker.requests[0]!.toString('hex').endsWith(hexOf('02 05 73686f70 02 00 01 00'))).toBe(true);
  });

  it('go on to the controller where a broker is none', async () => {
    await using other = await brokerSaying('0029 00');
    await using controller = await brokerSaying('0000 00');
    await alterScramCredentials(accessTo(other.address, controller.address), users);
    expect([other.requests.length, controller.requests.length]).toEqual([1, 1]);
  });

  it('say whose is refused, and why', async () => {
    await using broker = await brokerSaying('001f 03 6e6f');
    await expect(alterScramCredentials(accessTo(broker.address), users)).rejects.toThrow(
      `${broker.address} did not take the password of shop: cluster-authorization-failed: no`,
    );
  });

  it('are taken by a controller that looks for whom it is to forget, and not by one that does not lead', async () => {
    await using leading = await brokerSaying('005b 00');
    await using other = await brokerSaying('0029 00');
    expect(await takesPasswords({ address: leading.address })).toBe(true);
    expect(await takesPasswords({ address: other.address })).toBe(false);
    // What is asked holds nothing of anybody: whoever refuses it writes it into a log.
    const name = Buffer.from('nobody of the lab').toString('hex');
    expect(leading.requests[0]!.toString('hex').endsWith(hexOf(`02 12 ${name} 02 00 01 00`))).toBe(true);
  });
});
