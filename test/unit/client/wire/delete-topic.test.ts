/** A topic that brokers will never delete must be told at once, not waited for. */
import { expect, it } from 'vitest';
import { TopicDeletionDisabled } from '../../../../src/client/wire/delete-topic.ts';
import { removeTopic } from '../../../../src/client/topics/placed-topic.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { answerTo, standIn } from '../wire/stand-in.ts';
import { accessTo } from '../../../support/access.ts';

it('a topic that may not be deleted is told at once', async () => {
  await using server = await standIn((socket, frame) => {
    const body = new FieldWriter().int32(0);
    if (frame.readInt16BE(0) === 20) body.array(['t'], (name) => body.string(name).int16(73));
    else {
      body.array([], String).string('c').int32(1);
      body.array(['t'], (name) => body.int16(0).string(name).boolean(false).array([], String));
    }
    socket.write(answerTo(frame, body.toBuffer()));
  });
  const removal = removeTopic(accessTo(server.address), 't', 60_000);
  await expect(removal).rejects.toEqual(new TopicDeletionDisabled('t'));
  await expect(removal).rejects.toThrow(
    'topic t stays: the brokers delete no topics (delete.topic.enable=false)',
  );
});
