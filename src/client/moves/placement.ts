/**
 * Where copies are to lie once brokers have come or are to go: as few moves as that takes, racks as far apart as they
 * were, the same for every topic. Pure.
 */
import type { PartitionState } from '../../cluster/partition.ts';

/** A broker that copies may lie on. */
export interface Home {
  readonly number: number;
  /** @default none */
  readonly rack?: string;
}

/** Where the copies of one partition lie, or are to lie; the first is the preferred leader. */
export interface Placed {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
}

/** Copies that topics get which have fewer only since there were too few brokers. */
export interface Raise {
  /** Topics with so many. */
  readonly from: number;
  readonly to: number;
}

/** Who has come, and what comes with it. */
export interface SpreadOptions {
  /** Numbers of the brokers that have come; nothing is moved to others. */
  readonly onto: readonly number[];
  /** @default no topic gets more copies */
  readonly raise?: Raise | undefined;
}

/** Partitions of which brokers that have come are to get a copy, so that each has its share of them. */
export function spread(
  partitions: readonly Pick<PartitionState, keyof Placed>[],
  homes: readonly Home[],
  { onto, raise }: SpreadOptions,
): readonly Placed[] {
  const plan = new Plan(partitions, homes);
  for (const one of plan.placed) {
    const copies = raise !== undefined && one.replicas.length === raise.from ? raise.to : one.replicas.length;
    while (one.replicas.length < copies && plan.add(one)) continue;
  }
  plan.level(onto);
  plan.levelLeaders(onto);
  return plan.changed(partitions);
}

/**
 * Partitions that must leave brokers that are none of the homes; each keeps its number of copies, as far as there are
 * homes for them.
 */
export function gather(
  partitions: readonly Pick<PartitionState, keyof Placed>[],
  homes: readonly Home[],
): readonly Placed[] {
  const plan = new Plan(partitions, homes);
  for (const one of plan.placed) {
    const leaving = one.replicas.filter((number) => !plan.isHome(number));
    for (const number of leaving) plan.leave(one, number);
  }
  return plan.changed(partitions);
}

interface Mutable {
  readonly topic: string;
  readonly partition: number;
  replicas: number[];
}

class Plan {
  readonly placed: readonly Mutable[];
  private readonly racks: ReadonlyMap<number, string | undefined>;
  private readonly copies = new Map<number, number>();
  /** By topic, and by broker within it. */
  private readonly ofTopic = new Map<string, Map<number, number>>();

  constructor(partitions: readonly Pick<PartitionState, keyof Placed>[], homes: readonly Home[]) {
    this.racks = new Map(homes.map(({ number, rack }) => [number, rack]));
    this.placed = partitions.map(({ topic, partition, replicas }) => ({
      topic,
      partition,
      replicas: [...replicas],
    }));
    for (const one of this.placed) for (const number of one.replicas) this.count(one, number, 1);
  }

  isHome(number: number): boolean {
    return this.racks.has(number);
  }

  changed(before: readonly Pick<PartitionState, keyof Placed>[]): readonly Placed[] {
    return this.placed.filter(({ replicas }, index) => {
      const old = before[index]?.replicas ?? [];
      return old.length !== replicas.length || old.some((number, at) => number !== replicas[at]);
    });
  }

  /** One more copy, in a rack that has none where there is one. @returns false where every home has one */
  add(one: Mutable): boolean {
    const home = this.bestFor(one, one.replicas);
    if (home === undefined) return false;
    one.replicas.push(home);
    this.count(one, home, 1);
    return true;
  }

  /** Another home in place of a broker, or none where there are too few. */
  leave(one: Mutable, from: number): void {
    const rest = one.replicas.filter((number) => number !== from);
    const home = this.bestFor(one, rest);
    // The same place in the order: who was to lead is followed by who is to lead.
    one.replicas =
      home === undefined ? rest : one.replicas.map((number) => (number === from ? home : number));
    this.count(one, from, -1);
    if (home !== undefined) this.count(one, home, 1);
  }

  /** Moves copies from who has most to these, one at a time, until nobody has two more than they. */
  level(onto: readonly number[]): void {
    for (let move = this.bestMove(onto); move !== undefined; move = this.bestMove(onto)) {
      const { one, from, to } = move;
      one.replicas = one.replicas.map((number) => (number === from ? to : number));
      this.count(one, from, -1);
      this.count(one, to, 1);
    }
  }

  /** Of partitions that these have, gives the lead to whoever leads least, without moving a copy. */
  levelLeaders(onto: readonly number[]): void {
    const leads = new Map([...this.racks.keys()].map((number) => [number, 0]));
    for (const { replicas } of this.placed) leads.set(replicas[0]!, (leads.get(replicas[0]!) ?? 0) + 1);
    for (const one of this.placed) {
      const [first] = one.replicas;
      if (!one.replicas.some((number) => onto.includes(number))) continue;
      const fewest = one.replicas.toSorted((a, b) => leads.get(a)! - leads.get(b)!)[0];
      if (first === undefined || fewest === undefined || leads.get(first)! - leads.get(fewest)! < 2) continue;
      one.replicas = [fewest, ...one.replicas.filter((number) => number !== fewest)];
      leads.set(first, leads.get(first)! - 1);
      leads.set(fewest, leads.get(fewest)! + 1);
    }
  }

  private bestMove(
    onto: readonly number[],
  ): { readonly one: Mutable; readonly from: number; readonly to: number } | undefined {
    const homes = [...this.racks.keys()].toSorted((a, b) => this.load(b) - this.load(a));
    for (const to of onto.toSorted((a, b) => this.load(a) - this.load(b))) {
      for (const from of homes) {
        if (this.load(from) - this.load(to) < 2) break;
        const those = this.placed.filter((one) => this.mayMove(one, from, to));
        // From the topic that has most there, so that every topic has its share of every broker.
        const [one] = those.toSorted((a, b) => this.slant(b, from, to) - this.slant(a, from, to));
        if (one !== undefined) return { one, from, to };
      }
    }
    return undefined;
  }

  private mayMove({ replicas }: Mutable, from: number, to: number): boolean {
    if (!replicas.includes(from) || replicas.includes(to)) return false;
    const then = replicas.map((number) => (number === from ? to : number));
    return this.racksOf(then) >= this.racksOf(replicas);
  }

  private bestFor(one: Mutable, beside: readonly number[]): number | undefined {
    const free = [...this.racks.keys()].filter(
      (number) => !beside.includes(number) && !one.replicas.includes(number),
    );
    const ranked = free.toSorted(
      (a, b) =>
        this.racksOf([...beside, b]) - this.racksOf([...beside, a]) ||
        this.load(a) - this.load(b) ||
        this.inTopic(one, a) - this.inTopic(one, b),
    );
    return ranked[0];
  }

  private slant(one: Mutable, from: number, to: number): number {
    return this.inTopic(one, from) - this.inTopic(one, to);
  }

  private racksOf(numbers: readonly number[]): number {
    const racks = numbers.map((number) => this.racks.get(number)).filter((rack) => rack !== undefined);
    return new Set(racks).size;
  }

  private load(number: number): number {
    return this.copies.get(number) ?? 0;
  }

  private inTopic({ topic }: Mutable, number: number): number {
    return this.ofTopic.get(topic)?.get(number) ?? 0;
  }

  private count({ topic }: Mutable, number: number, by: number): void {
    this.copies.set(number, this.load(number) + by);
    const own = this.ofTopic.get(topic) ?? new Map<number, number>();
    this.ofTopic.set(topic, own);
    own.set(number, (own.get(number) ?? 0) + by);
  }
}
