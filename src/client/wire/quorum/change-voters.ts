/** AddRaftVoter and RemoveRaftVoter requests (KIP-853), which kafkajs does not have: who votes in a dynamic quorum changes, one at a time. */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import type { FieldReader } from '../codec/field-reader.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';

/** A controller with its storage: one whose disk is new is another voter. */
export interface VoterKey {
  /** Its `node.id`. */
  readonly id: number;
  /** Id of its log directory (KIP-858). */
  readonly directoryId: string;
}

/** Where other controllers reach a voter. */
export interface VoterListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** How long the quorum may take to agree, in milliseconds. */
const usualTimeoutMs = 15_000;

/** Kafka's error codes of what is so already. */
const [duplicateVoter, voterNotFound] = [126, 127];

/**
 * Has a controller vote that follows already; one that votes is fine.
 * @param timeoutMs how long the quorum may take to agree. @default 15000
 * @throws RuntimeError `client` with Kafka's own words where the quorum refuses
 */
export async function addVoter(
  access: ClusterAccess,
  clusterId: string,
  { id, directoryId }: VoterKey,
  listeners: readonly VoterListener[],
  timeoutMs = usualTimeoutMs,
): Promise<void> {
  const body = new FieldWriter().compactString(clusterId).int32(timeoutMs).int32(id);
  body.raw(Buffer.from(directoryId, 'base64url'));
  body.compactArray(listeners, ({ name, host, port }) =>
    body.compactString(name).compactString(host).int16(signed(port)).tags(),
  );
  const request = { api: apis.addRaftVoter, body: body.tags(), timeoutMs };
  await ask(access, request, `add voter ${id}`, duplicateVoter);
}

/**
 * Takes a controller's vote; one that has none is fine.
 * @param timeoutMs how long the quorum may take to agree. @default 15000
 * @throws RuntimeError `client` with Kafka's own words where the quorum refuses
 */
export async function removeVoter(
  access: ClusterAccess,
  clusterId: string,
  { id, directoryId }: VoterKey,
  timeoutMs = usualTimeoutMs,
): Promise<void> {
  const body = new FieldWriter().compactString(clusterId).int32(id);
  body.raw(Buffer.from(directoryId, 'base64url'));
  const request = { api: apis.removeRaftVoter, body: body.tags(), timeoutMs };
  await ask(access, request, `remove voter ${id}`, voterNotFound);
}

async function ask(
  access: ClusterAccess,
  request: {
    readonly api: (typeof apis)['addRaftVoter' | 'removeRaftVoter'];
    readonly body: FieldWriter;
    readonly timeoutMs: number;
  },
  what: string,
  fine: number,
): Promise<void> {
  await firstAnswer(access, what.replace(' ', 's '), async (broker) => {
    const reader = await askOnce({ ...request, timeoutMs: request.timeoutMs + 1_000, broker, what });
    const error = readError(reader);
    if (error.code === 0 || error.code === fine) return;
    throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorWords(error)}`);
  });
}

function readError(reader: FieldReader): { readonly code: number; readonly message: string | null } {
  reader.int32(); // throttle time
  return { code: reader.int16(), message: reader.compactString() };
}

/** UINT16, which has the bytes of an INT16. */
function signed(port: number): number {
  return (port << 16) >> 16;
}
