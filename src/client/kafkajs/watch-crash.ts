/** Notices that kafkajs has given up on a consumer, which it tells nobody who waits for records. */
import type { Consumer } from './kafka.ts';

/**
 * Resolves with the reason once kafkajs has given up on the consumer for good.
 * It restarts a consumer itself after what passes, such as a coordinator that is still loading or has just moved.
 */
export function crashOf(consumer: Consumer): Promise<string> {
  return new Promise((resolve) => {
    consumer.on('consumer.crash', ({ payload }) => {
      if (!payload.restart) resolve(payload.error.message);
    });
  });
}
