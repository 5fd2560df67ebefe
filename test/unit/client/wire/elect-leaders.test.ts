/** With ZooKeeper only the controller holds elections, and any other broker says so of each partition, not of the request. */
import { describe, expect, it } from 'vitest';
import { electPreferredLeaders } from '../../../../src/client/wire/elect-leaders.ts';
import { answerTo, hexOf, standIn, type StandIn } from './stand-in.ts';
import { accessTo } from '../../../support/access.ts';

/** A broker that answers every election with this error of the one partition `t-0`. */
async function brokerSaying(partitionError: string): Promise<StandIn> {
  const answer = hexOf(`00 00000000 0000 02 02 74 02 00000000 ${partitionError} 00 00 00 00`);
  return await standIn((socket, frame) => socket.write(answerTo(frame, Buffer.from(answer, 'hex'))));
}

describe('electPreferredLeaders', () => {
  it('goes on to the broker that is the controller', async () => {
    await using other = await brokerSaying('0029');
    await using controller = await brokerSaying('0000');
    await electPreferredLeaders(accessTo(other.address, controller.address));
    expect([other.requests.length, controller.requests.length]).toEqual([1, 1]);
  });

  it('is content where a preferred leader is not there to be elected', async () => {
    await using controller = await brokerSaying('0050');
    await electPreferredLeaders(accessTo(controller.address));
    expect(controller.requests).toHaveLength(1);
  });

  it('says which brokers are no controller when none is', async () => {
    await using other = await brokerSaying('0029');
    await expect(electPreferredLeaders(accessTo(other.address))).rejects.toThrow(
      `no broker elected preferred leaders: ${other.address}: Kafka error code 41`,
    );
  });
});
