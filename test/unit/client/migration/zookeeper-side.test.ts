/** What ZooKeeper's own notes say of a move to KRaft, and what it forgets of one that is taken back. */
import { describe, expect, it } from 'vitest';
import { forgetQuorum, migrationNote } from '../../../../src/client/migration/zookeeper-side.ts';
import { zooKeeperStandIn } from '../wire/zookeeper/stand-in.ts';

// As Kafka 3.9.2 wrote them.
const ofQuorum = (epoch: number) =>
  `{"version":2,"brokerid":102,"timestamp":"1795842628062","kraftControllerEpoch":${epoch}}`;
const ofBroker = '{"version":2,"brokerid":2,"timestamp":"1795842681077","kraftControllerEpoch":-1}';
const note = (offset: number) =>
  `{"version":0,"kraft_metadata_offset":${offset},"kraft_controller_id":103,"kraft_metadata_epoch":2,"kraft_controller_epoch":2}`;

describe('the note of a move', () => {
  it('is copied once it has an offset in the metadata log', async () => {
    await using begun = await zooKeeperStandIn({ '/migration': note(-1) });
    await using copied = await zooKeeperStandIn({ '/migration': note(144) });
    await using none = await zooKeeperStandIn({});
    expect(await migrationNote(begun.address)).toEqual({ controller: 103, isCopied: false });
    expect(await migrationNote(copied.address)).toEqual({ controller: 103, isCopied: true });
    expect(await migrationNote(none.address)).toBeUndefined();
  });
});

describe('a quorum that is forgotten', () => {
  it('leaves nothing by which it would be taken for the controller, or the next one for one that has copied', async () => {
    await using server = await zooKeeperStandIn({
      '/controller': ofQuorum(2),
      '/controller_epoch': '3',
      '/migration': note(144),
    });
    expect(await forgetQuorum(server.address)).toEqual({});
    expect([...server.znodes]).toEqual([['/controller_epoch', '3']]);
  });

  it('has ZooKeeper count on from where the quorum was', async () => {
    await using server = await zooKeeperStandIn({
      '/controller': ofQuorum(43),
      '/controller_epoch': '12',
      '/migration': note(223),
    });
    expect(await forgetQuorum(server.address)).toEqual({ raised: { from: 12, to: 43 } });
    expect([...server.znodes]).toEqual([['/controller_epoch', '43']]);
  });

  it('takes nothing from a broker that is the controller', async () => {
    await using server = await zooKeeperStandIn({ '/controller': ofBroker, '/controller_epoch': '3' });
    expect(await forgetQuorum(server.address)).toEqual({});
    expect(server.znodes.get('/controller')).toBe(ofBroker);
  });
});
