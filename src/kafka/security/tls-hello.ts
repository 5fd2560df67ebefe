/** How a client begins to speak TLS, as bytes: whoever serves TLS answers it, and a shell can send it. */

/** What a client offers: Kafka's and ZooKeeper's Java takes TLS 1.2 with these by itself (RFC 5246, RFC 8422). */
const cipherSuites = [0xc02b, 0xc02c, 0xc02f, 0xc030];
const curves = [23, 24];
const signatureAlgorithms = [0x0403, 0x0503, 0x0603, 0x0804, 0x0401, 0x0501];

/** A ClientHello of TLS 1.2. It begins no secret conversation, so its random bytes may be anything. */
export function tlsHello(): Buffer {
  const random = Buffer.from('klab'.repeat(8));
  const noSession = Buffer.of(0);
  const noCompression = Buffer.of(1, 0);
  const body = Buffer.concat([
    Buffer.of(3, 3),
    random,
    noSession,
    sized(numbers(cipherSuites)),
    noCompression,
    sized(Buffer.concat([extension(10, curves), extension(13, signatureAlgorithms)])),
  ]);
  const handshake = Buffer.concat([Buffer.of(1, 0), sized(body)]);
  return Buffer.concat([Buffer.of(22, 3, 1), sized(handshake)]);
}

function extension(type: number, values: readonly number[]): Buffer {
  return Buffer.concat([numbers([type]), sized(sized(numbers(values)))]);
}

/** Each in two bytes. */
function numbers(values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

/** Behind its length in two bytes; a message's third one is never needed here. */
function sized(bytes: Buffer): Buffer {
  return Buffer.concat([numbers([bytes.length]), bytes]);
}
