/** Kafka's own name of an error, wherever kafkajs has put it. */

/**
 * The protocol's name of an error, such as `NOT_ENOUGH_REPLICAS`; undefined for what is no answer of a broker.
 * kafkajs wraps it: once retries are used up, the broker's error is the cause of another.
 */
export function kafkaErrorType(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('type' in current && typeof current.type === 'string') return current.type;
  }
  return undefined;
}
