/** How many bytes of copies that are being moved have arrived, as the brokers that get them say. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { logSizes, nameOf } from '../wire/moves/log-sizes.ts';
import type { Placed } from './placement.ts';

/** A copy that is on its way. */
interface Copy {
  readonly topic: string;
  readonly partition: number;
  readonly to: number;
  /** Bytes that the leader had of it when it set out. */
  readonly size: number;
}

/** As people read sizes: `12.0 MiB`. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** The copies that some moves make. */
export class CopiedBytes {
  private readonly known: readonly Copy[];

  private constructor(known: readonly Copy[]) {
    this.known = known;
  }

  /** Looks at how big they are to become. A broker that does not say so counts as nothing. */
  static async of(
    { brokers }: ClusterAccess,
    moves: readonly Placed[],
    before: readonly PartitionState[],
  ): Promise<CopiedBytes> {
    const stateOf = ({ topic, partition }: Placed): PartitionState | undefined =>
      before.find((one) => one.topic === topic && one.partition === partition);
    const sizes = await Promise.all(
      brokers.map(async (broker) => {
        const led = moves.filter((move) => stateOf(move)?.leader === broker.number);
        return await logSizes(broker, led).catch(() => new Map<string, number>());
      }),
    );
    const bySize = new Map(sizes.flatMap((map) => [...map]));
    return new CopiedBytes(
      moves.flatMap((move) => {
        const { topic, partition, replicas } = move;
        const now = stateOf(move)?.replicas ?? [];
        const size = bySize.get(nameOf(move)) ?? 0;
        return replicas
          .filter((number) => !now.includes(number))
          .map((to) => ({ topic, partition, to, size }));
      }),
    );
  }

  /** How many copies. */
  get copies(): number {
    return this.known.length;
  }

  /** Bytes of all of them. */
  get total(): number {
    return this.known.reduce((sum, { size }) => sum + size, 0);
  }

  /** Bytes that have arrived. */
  async copied({ brokers }: ClusterAccess): Promise<number> {
    const arrived = await Promise.all(
      brokers.map(async (broker) => {
        const own = this.known.filter(({ to }) => to === broker.number);
        const sizes = await logSizes(broker, own).catch(() => new Map<string, number>());
        // What clients have written since is none of what was to be moved.
        return own.reduce((sum, copy) => sum + Math.min(copy.size, sizes.get(nameOf(copy)) ?? 0), 0);
      }),
    );
    return arrived.reduce((sum, bytes) => sum + bytes, 0);
  }
}
