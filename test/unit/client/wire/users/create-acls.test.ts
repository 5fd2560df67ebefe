import { describe, expect, it } from 'vitest';
import { createAcls } from '../../../../../src/client/wire/users/create-acls.ts';
import { bindingsOf } from '../../../../../src/kafka/security/users.ts';
import { accessTo } from '../../../../support/access.ts';
import { answerTo, deadAddress, hexOf, standIn, type StandIn } from '../stand-in.ts';

/** A broker that answers with these results, as their count plus one, then error code, message and tagged fields of each. */
async function brokerSaying(results: string): Promise<StandIn> {
  const answer = Buffer.from(hexOf(`00 00000000 ${results} 00`), 'hex');
  return await standIn((socket, frame) => socket.write(answerTo(frame, answer)));
}

const rules = bindingsOf([
  {
    name: 'shop',
    acls: [
      { topic: 'orders-*', operations: ['Read', 'Write'] },
      { cluster: true, operations: ['IdempotentWrite'], allow: false },
    ],
  },
  { name: 'none', acls: [] },
]);

describe('rules for users', () => {
  it('are sent one for each operation, byte by byte', async () => {
    await using broker = await brokerSaying('04 0000 00 00 0000 00 00 0000 00 00');
    await createAcls(accessTo(broker.address), rules);
    const rule = (resource: string, operation: string, permission: string): string =>
      `${resource} 0a 557365723a73686f70 02 2a ${operation} ${permission} 00`;
    const orders = '02 08 6f72646572732d 04';
    const cluster = '04 0e 6b61666b612d636c7573746572 03';
    const body = `04 ${rule(orders, '03', '03')} ${rule(orders, '04', '03')} ${rule(cluster, '0c', '02')} 00`;
    const [frame] = broker.requests;
    expect(frame!.subarray(0, 4).toString('hex')).toBe('001e0002');
    expect(frame!.toString('hex').endsWith(hexOf(body))).toBe(true);
  });

  it('go to another broker where one is not there, and to none where there are no rules', async () => {
    await using broker = await brokerSaying('04 0000 00 00 0000 00 00 0000 00 00');
    await createAcls(accessTo(broker.address), []);
    expect(broker.requests).toHaveLength(0);
    await createAcls(accessTo(await deadAddress(), broker.address), rules);
    expect(broker.requests).toHaveLength(1);
  });

  it('say which one is refused, and why', async () => {
    await using broker = await brokerSaying('04 0000 00 00 001f 03 6e6f 00 0000 00 00');
    await expect(createAcls(accessTo(broker.address), rules)).rejects.toThrow(
      `${broker.address} did not let shop Write: cluster-authorization-failed: no`,
    );
  });
});
