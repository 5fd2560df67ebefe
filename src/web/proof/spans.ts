/** Follows something that is one thing after another, so that each has a beginning and an end. */

/** A time during which a value held. */
export interface Span<Value> {
  readonly fromMs: number;
  /** Absent while it goes on. */
  readonly untilMs?: number;
  readonly value: Value;
}

/** One thing's states, in the order of their times. */
export class Spans<Value> {
  private readonly kept: Span<Value>[] = [];

  /** From now on it is this; undefined where nothing holds. What held already goes on. */
  set(value: Value | undefined, atMs: number): void {
    const last = this.kept.at(-1);
    const isOpen = last !== undefined && last.untilMs === undefined;
    if (isOpen && last.value === value) return;
    if (isOpen) this.kept[this.kept.length - 1] = { ...last, untilMs: atMs };
    if (value !== undefined) this.kept.push({ fromMs: atMs, value });
  }

  /** All of them. */
  get all(): readonly Span<Value>[] {
    return this.kept;
  }
}
