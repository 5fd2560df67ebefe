/** Removes a consumer group, and knows for certain that it is gone. */
import { NotYet, waitFor } from '../../wait.ts';
import { kafkaErrorType } from './error-type.ts';
import type { Admin } from './kafka.ts';

/** Kafka's error code for a group that its coordinator does not know (Errors.GROUP_ID_NOT_FOUND). */
const groupIdNotFound = 69;

/**
 * Removes the group; one that is not there is fine.
 * Only a group's own coordinator is believed. A list of groups is no proof: while a coordinator moves, as it does after a
 * restart, its groups are in nobody's list.
 * @param timeoutMs longer than the session of a member that vanished, since only an empty group can be removed.
 * @throws RuntimeError `not-ready` with what the coordinator says.
 */
export async function removeGroup(admin: Admin, groupId: string, timeoutMs: number): Promise<void> {
  await waitFor({ what: `group ${groupId} to be gone`, timeoutMs, intervalMs: 200 }, async () => {
    try {
      await admin.deleteGroups([groupId]);
      return true;
    } catch (error) {
      if (groupErrorOf(error) === groupIdNotFound) return true;
      // A member that has just vanished, a coordinator that moves: both pass.
      return new NotYet(kafkaErrorType(error) ?? (error as Error).message);
    }
  });
}

/** The coordinator's own error code, where kafkajs passes it on. */
function groupErrorOf(error: unknown): number | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (!('groups' in current) || !Array.isArray(current.groups)) continue;
    const [first] = current.groups as readonly { errorCode: number }[];
    if (first !== undefined) return first.errorCode;
  }
  return undefined;
}
