/** What ZooKeeper says of a move of metadata to KRaft, and what it has to forget of one that is taken back. */
import { withZooKeeper, type ZooKeeperSession } from '../wire/zookeeper/session.ts';

/** Kafka's own notes in ZooKeeper (Kafka 3.9, ZkData: MigrationZNode, ControllerZNode, ControllerEpochZNode). */
const znodes = { migration: '/migration', controller: '/controller', epoch: '/controller_epoch' } as const;

/** Where a move of metadata stands, by Kafka's own note of it. */
export interface MigrationNote {
  /** Number of the controller that copies, or has copied. */
  readonly controller: number;
  /** Whether all metadata was copied once: from then on Kafka writes to both. */
  readonly isCopied: boolean;
}

/**
 * Kafka's note of the move. It has an offset in the metadata log once all is copied, and by that a controller that takes
 * over knows not to copy again (ZkMigrationLeadershipState.initialZkMigrationComplete).
 * @param address `host:port` of a ZooKeeper server
 * @returns undefined where no controller has begun
 */
export async function migrationNote(address: string): Promise<MigrationNote | undefined> {
  const text = await withZooKeeper(address, (session) => session.read(znodes.migration));
  if (text === undefined) return undefined;
  const note = JSON.parse(text) as { kraft_controller_id: number; kraft_metadata_offset: number };
  return { controller: note.kraft_controller_id, isCopied: note.kraft_metadata_offset > 0 };
}

/** What was done to ZooKeeper so that a broker can be its controller again. */
export interface Released {
  /** The number that new controllers count on from, where it had to be raised. @default it was high enough */
  readonly raised?: { readonly from: number; readonly to: number };
}

/**
 * Has ZooKeeper forget the quorum, which must have ended: a broker can be elected then, and a later move copies anew (Kafka
 * 3.9, Reverting to ZooKeeper mode). A controller's election counts on from `/controller_epoch`; where the quorum's own
 * count has passed that, partitions that the quorum wrote may stay without a leader (KAFKA-20488), so it is raised first.
 * @param address `host:port` of a ZooKeeper server
 */
export async function forgetQuorum(address: string): Promise<Released> {
  return await withZooKeeper(address, async (session) => {
    const raised = await raiseEpoch(session);
    const controller = await session.read(znodes.controller);
    // One that a broker holds is no quorum's.
    if (kraftEpochIn(controller) !== undefined) await session.remove(znodes.controller);
    await session.remove(znodes.migration);
    return raised === undefined ? {} : { raised };
  });
}

async function raiseEpoch(session: ZooKeeperSession): Promise<Released['raised']> {
  const quorums = kraftEpochIn(await session.read(znodes.controller));
  const own = Number((await session.read(znodes.epoch)) ?? 0);
  if (quorums === undefined || own >= quorums) return undefined;
  await session.write(znodes.epoch, String(quorums));
  return { from: own, to: quorums };
}

/** The quorum's epoch in the note of who is the controller; undefined where a broker is, or nobody. */
function kraftEpochIn(controller: string | undefined): number | undefined {
  if (controller === undefined) return undefined;
  const { kraftControllerEpoch = -1 } = JSON.parse(controller) as { kraftControllerEpoch?: number };
  return kraftControllerEpoch < 0 ? undefined : kraftControllerEpoch;
}
