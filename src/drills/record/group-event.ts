/** What a drill writes down of its consumer group. */

/** A member of the drill's consumer group was given records. */
export interface DeliveredEvent {
  readonly type: 'delivered';
  readonly atMs: number;
  /** Counts the group's members from 1. */
  readonly member: number;
  readonly partition: number;
  readonly records: readonly (readonly [offset: number, sequence: number])[];
}

/** A member of the drill's consumer group has joined a generation of it. */
export interface RebalanceEvent {
  readonly type: 'rebalance';
  readonly atMs: number;
  readonly member: number;
  /** Partitions that it may read now. */
  readonly partitions: readonly number[];
}

/** A member of the drill's consumer group gave up; it begins to join again, since the group only looks on. */
export interface MemberEvent {
  readonly type: 'member';
  readonly atMs: number;
  readonly member: number;
  readonly state: 'gave-up';
  /** What its client says. */
  readonly reason: string;
}

/** Who coordinates the drill's consumer group, and how the partition that keeps its offsets is, written down when it changes. */
export interface CoordinatorEvent {
  readonly type: 'coordinator';
  readonly atMs: number;
  /** Number of the broker that coordinates the group; -1 when none does. */
  readonly coordinator: number;
  /** Partition of `__consumer_offsets` that the group is kept in. */
  readonly offsetsPartition: number;
  /** Of that partition; -1 when it has none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}
