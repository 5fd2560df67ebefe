/** A pause that can be cut short: loops sleep on it, and whoever has news rings it. */

/** Lets several loops wait, and wakes all of them at once. */
export class Alarm {
  private readonly sleepers = new Set<() => void>();

  /** Resolves after `timeoutMs`, or when somebody rings. */
  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.sleepers.add(wake);
    });
  }

  /** Wakes everyone who waits now. */
  ring(): void {
    for (const wake of this.sleepers) wake();
  }
}
