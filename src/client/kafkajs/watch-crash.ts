/** Notices that kafkajs has given up on a consumer, which it tells nobody who waits for records. */
import type { Consumer } from './kafka.ts';

/**
 * Tells later whether kafkajs gave up on the consumer for good, and why.
 * It restarts a consumer itself after what passes, such as a coordinator that is still loading or has just moved.
 */
export function watchCrash(consumer: Consumer): () => string | undefined {
  let reason: string | undefined;
  consumer.on('consumer.crash', ({ payload }) => {
    if (!payload.restart) reason = payload.error.message;
  });
  return () => reason;
}
