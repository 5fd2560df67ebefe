/**
 * One DeleteAcls request: takes back what users were allowed. Each filter fits one
 * rule alone, so what anybody else has made stays.
 */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import type { AclBinding } from '../../../kafka/security/users.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import type { FieldReader } from '../codec/field-reader.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';
import { writeBinding } from './acl-binding.ts';

const timeoutMs = 10_000;

/**
 * Takes rules back; one that is not there is fine.
 * @throws RuntimeError `client` when no broker does it, or the first rule that stays.
 */
export async function deleteAcls(access: ClusterAccess, rules: readonly AclBinding[]): Promise<void> {
  if (rules.length === 0) return;
  await firstAnswer(access, 'takes rules for users back', async (broker) => {
    const body = new FieldWriter();
    body.compactArray(rules, (rule) => writeBinding(body, rule)).tags();
    const request = { api: apis.deleteAcls, body, timeoutMs };
    const reader = await askOnce({ ...request, broker, what: 'take rules for users back' });
    reader.int32(); // throttle time
    const results = reader.compactArray(() => {
      const own = readError(reader);
      const matching = reader.compactArray(() => readMatch(reader));
      reader.tags();
      return [own, ...matching].find(({ code }) => code !== 0);
    });
    const refused = results.findIndex((error) => error !== undefined);
    if (refused === -1) return;
    const { user, operation } = rules[refused] ?? { user: '?', operation: '?' };
    throw new RuntimeError(
      'client',
      `${broker.address} did not take back that ${user} may ${operation}: ${errorWords(results[refused]!)}`,
    );
  });
}

interface KafkaError {
  readonly code: number;
  readonly message: string | null;
}

function readError(reader: FieldReader): KafkaError {
  return { code: reader.int16(), message: reader.compactString() };
}

/** A rule that fits; which one is known already. */
function readMatch(reader: FieldReader): KafkaError {
  const error = readError(reader);
  reader.int8(); // resource type
  reader.compactString(); // resource
  reader.int8(); // pattern type
  reader.compactString(); // principal
  reader.compactString(); // host
  reader.int8(); // operation
  reader.int8(); // permission
  reader.tags();
  return error;
}
