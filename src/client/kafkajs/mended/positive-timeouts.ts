/**
 * Mends a sum of kafkajs 2.2.4 (requestQueue/index.js): where a broker has never asked it to wait, it takes the time of day
 * from -1 and sets a timer for that. Such a timer fires after a millisecond, and Node warns of it from version 24 on.
 */
import { createRequire } from 'node:module';

/** The part of kafkajs's RequestQueue that matters here. */
interface RequestQueue {
  /** When a broker lets it go on, as a time of day in milliseconds; -1 where none has asked it to wait. */
  throttledUntil: number;
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };

/** Lets no request queue of kafkajs set a timer for a time that has passed. */
export function keepTimeoutsPositive(): void {
  const { scheduleCheckPendingRequests: schedule } = prototype;
  prototype.scheduleCheckPendingRequests = function schedulePositive() {
    const { throttledUntil } = this;
    // With requests that wait kafkajs minds the sign itself.
    if (this.pending.length === 0) this.throttledUntil = Math.max(throttledUntil, Date.now() + 1);
    try {
      schedule.call(this);
    } finally {
      this.throttledUntil = throttledUntil;
    }
  };
}
