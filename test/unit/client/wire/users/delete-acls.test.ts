import { describe, expect, it } from 'vitest';
import { deleteAcls } from '../../../../../src/client/wire/users/delete-acls.ts';
import { bindingsOf } from '../../../../../src/kafka/security/users.ts';
import { accessTo } from '../../../../support/access.ts';
import { answerTo, deadAddress, hexOf, standIn, type StandIn } from '../stand-in.ts';

/** A broker that answers with these results, as their count plus one, then error, message and fitting rules of each. */
async function brokerSaying(results: string): Promise<StandIn> {
  const answer = Buffer.from(hexOf(`00 00000000 ${results} 00`), 'hex');
  return await standIn((socket, frame) => socket.write(answerTo(frame, answer)));
}

const rules = bindingsOf([{ name: 'shop', acls: [{ topic: 'orders-*', operations: ['Read', 'Write'] }] }]);

/** A rule of the user's for `orders-`, as an answer names it behind its error. */
const match = (error: string, operation: string): string =>
  `${error} 02 08 6f72646572732d 04 0a 557365723a73686f70 02 2a ${operation} 03 00`;

describe('rules that users have no more', () => {
  it('are taken back one by one, byte by byte', async () => {
    const both = `0000 00 02 ${match('0000 00', '03')} 00 0000 00 02 ${match('0000 00', '04')} 00`;
    await using broker = await brokerSaying(`03 ${both}`);
    await deleteAcls(accessTo(broker.address), rules);
    const filter = (operation: string): string =>
      `02 08 6f72646572732d 04 0a 557365723a73686f70 02 2a ${operation} 03 00`;
    const [frame] = broker.requests;
    expect(frame!.subarray(0, 4).toString('hex')).toBe('001f0002');
    expect(frame!.toString('hex').endsWith(hexOf(`03 ${filter('03')} ${filter('04')} 00`))).toBe(true);
  });

  it('are gone where they were not there, go to another broker where one is not there, and to none where there are none', async () => {
    await using broker = await brokerSaying('03 0000 00 01 00 0000 00 01 00');
    await deleteAcls(accessTo(broker.address), []);
    expect(broker.requests).toHaveLength(0);
    await deleteAcls(accessTo(await deadAddress(), broker.address), rules);
    expect(broker.requests).toHaveLength(1);
  });

  it.each([
    ['a filter', '03 0000 00 01 00 001f 03 6e6f 01 00'],
    ['a rule that fits', `03 0000 00 01 00 0000 00 02 ${match('001f 03 6e6f', '04')} 00`],
  ])('say which one stays, and why, when %s is refused', async (_, results) => {
    await using broker = await brokerSaying(results);
    await expect(deleteAcls(accessTo(broker.address), rules)).rejects.toThrow(
      `${broker.address} did not take back that shop may Write: cluster-authorization-failed: no`,
    );
  });
});
