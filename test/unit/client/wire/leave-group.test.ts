/** A member that died leaves by the word of whoever knows: only its group's coordinator can let it go. */
import { expect, it } from 'vitest';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { leaveGroup } from '../../../../src/client/wire/groups/leave-group.ts';
import { accessTo } from '../../../support/access.ts';
import { answerTo, standIn } from './stand-in.ts';

/** A broker that answers with a code. */
const saying = (code: number) =>
  standIn((socket, frame) =>
    socket.write(answerTo(frame, new FieldWriter().int32(0).int16(code).toBuffer())),
  );

const notCoordinator = 16;

it.each([
  ['lets it go', 0],
  ['has let it go already', 25],
])('is enough that the coordinator %s', async (_, code) => {
  await using other = await saying(notCoordinator);
  await using coordinator = await saying(code);
  await leaveGroup(accessTo(other.address, coordinator.address), 'shop', 'member-1');
  expect(coordinator.requests.map((frame) => frame.toString('latin1')).join()).toMatch(/shop.*member-1/);
});

it('fails where nobody coordinates the group', async () => {
  await using other = await saying(notCoordinator);
  await expect(leaveGroup(accessTo(other.address), 'shop', 'member-1')).rejects.toThrow(
    'member-1 could not leave shop: broker-1: not-coordinator',
  );
});
