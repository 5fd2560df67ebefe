/** What the page is told of consumer groups that were not started on the page. */

/** What a group has of one partition. */
export interface GroupPartitionView {
  readonly topic: string;
  readonly partition: number;
  /** The offset that is read next; null where none is committed. */
  readonly committed: number | null;
  /** The offset that the next record will get. */
  readonly next: number;
  readonly lag: number;
  /** Which member reads it, counted from 1; 0 where none does. */
  readonly member: number;
}

/** A group as its coordinator knows it. */
export interface OtherGroupView {
  readonly id: string;
  /** Kafka's word for it, such as `Stable` or `Empty`. */
  readonly state: string;
  /** Ids of its members, as Kafka has given them. */
  readonly members: readonly string[];
  readonly partitions: readonly GroupPartitionView[];
  /** Why its offsets cannot be moved and it cannot be removed; null where both can be. */
  readonly obstacle: string | null;
}

/** All of them, as they were at the last look. */
export interface OtherGroupsView {
  readonly groups: readonly OtherGroupView[];
  /** How many more there are, which are not looked at. */
  readonly hidden: number;
  /** Why nothing newer is known; absent where it is. */
  readonly problem?: string;
}
