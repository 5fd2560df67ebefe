/** Who votes is changed byte for byte as the protocol says; what is so already is fine, and refusals are in Kafka's words. */
import { describe, expect, it } from 'vitest';
import { addVoter, removeVoter } from '../../../../../src/client/wire/quorum/change-voters.ts';
import { accessTo } from '../../../../support/access.ts';
import { answerTo, hexOf, standIn, type StandIn } from '../stand-in.ts';

/** An answer with this error, and no words of the broker's. */
const saying = (code: string): Promise<StandIn> =>
  standIn((socket, frame) =>
    socket.write(answerTo(frame, Buffer.from(hexOf(`00 00000000 ${code} 00 00`), 'hex'))),
  );
/** What was sent, without the header with the client's name. */
const bodyOf = ({ requests: [frame] }: StandIn): string | undefined =>
  frame?.subarray(14 + 1).toString('hex');

const voter = { id: 104, directoryId: Buffer.alloc(16, 7).toString('base64url') };
const listeners = [{ name: 'C', host: 'h', port: 45_093 }];
const add = ({ address }: StandIn): Promise<void> => addVoter(accessTo(address), 'id', voter, listeners);

describe('a change of voters', () => {
  it('says who is to vote, with its storage and where it is', async () => {
    await using broker = await saying('0000');
    await add(broker);
    const directory = '07'.repeat(16);
    expect(bodyOf(broker)).toBe(hexOf(`03 6964 00003a98 00000068 ${directory} 02 02 43 02 68 b025 00 00`));
    expect(broker.requests[0]?.readInt16BE(0)).toBe(80);
  });

  it('says whose vote is taken', async () => {
    await using broker = await saying('0000');
    await removeVoter(accessTo(broker.address), 'id', voter);
    expect(bodyOf(broker)).toBe(hexOf(`03 6964 00000068 ${'07'.repeat(16)} 00`));
    expect(broker.requests[0]?.readInt16BE(0)).toBe(81);
  });

  it('that is made already is fine', async () => {
    await using twice = await saying('007e');
    await expect(add(twice)).resolves.toBeUndefined();
    await using gone = await saying('007f');
    await expect(removeVoter(accessTo(gone.address), 'id', voter)).resolves.toBeUndefined();
  });

  it('is refused in words', async () => {
    await using refusing = await saying('007d');
    await expect(add(refusing)).rejects.toThrow('did not add voter 104: invalid-voter-key');
    await using twice = await saying('007e');
    await expect(removeVoter(accessTo(twice.address), 'id', voter)).rejects.toThrow('duplicate-voter');
  });
});
