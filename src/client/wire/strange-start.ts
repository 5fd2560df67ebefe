/** Who answers in place of Kafka, or of Kafka without TLS, told by the first bytes: read as a length they would be waited for without an end. */
import { alertStart } from './security/tls-refusal.ts';
import type { WireFailureKind } from './wire-failure.ts';

/** `HTTP`, as every answer of a web server begins. */
const httpStart = 0x48545450;

/** Why what was received begins no answer of Kafka's; undefined where it may. @param received four bytes at the least */
export function strangeStart(
  received: Buffer,
): { readonly kind: WireFailureKind; readonly reason: string } | undefined {
  if (received.readUInt32BE(0) === httpStart) {
    return { kind: 'closed', reason: 'a web server answers there (HTTP), no Kafka broker' };
  }
  if (received.readUInt16BE(0) === alertStart) {
    const reason = 'the broker answers with a TLS alert: this listener speaks TLS alone';
    return { kind: 'ssl-required', reason };
  }
  // Every answer has a correlation id; a shorter one would never end the loop or be read past its end.
  const isTooShort = received.readInt32BE(0) < 4;
  return isTooShort ? { kind: 'closed', reason: 'the answer is not in the Kafka protocol' } : undefined;
}
