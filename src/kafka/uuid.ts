/** Kafka's ids of clusters, directories and topics: 16 bytes written as 22 characters. */
import { createHash, randomBytes } from 'node:crypto';

/**
 * A valid Kafka id that is always the same for the same seed.
 * @param seed Any text that tells one thing from all others, such as the path and creation time of an instance.
 */
export function kafkaUuidFrom(seed: string): string {
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256')
      .update(attempt === 0 ? seed : `${seed} ${attempt}`)
      .digest();
    const id = uuidText(digest.subarray(0, 16));
    if (id !== undefined) return id;
  }
}

/** A fresh random Kafka id. */
export function randomKafkaUuid(): string {
  for (;;) {
    const id = uuidText(randomBytes(16));
    if (id !== undefined) return id;
  }
}

/** True for text that Kafka accepts as an id of something real: 22 base64url characters, not reserved. */
export function isKafkaUuid(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === 16 && uuidText(bytes) === text;
}

/**
 * Kafka's own text of 16 bytes, or undefined where Kafka would draw again.
 * It refuses a leading `-`, which its tools would read as an option (org.apache.kafka.common.Uuid.randomUuid), and
 * reserves ids whose first half is zero and second half is small (Uuid.RESERVED, DirectoryId.reserved).
 */
function uuidText(bytes: Buffer): string | undefined {
  const text = bytes.toString('base64url');
  return text.startsWith('-') || bytes.subarray(0, 8).every((byte) => byte === 0) ? undefined : text;
}
