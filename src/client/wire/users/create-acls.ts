/**
 * One CreateAcls request: what users may do. A rule that is there already is fine.
 */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import type { AclBinding } from '../../../kafka/security/users.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';
import { writeBinding } from './acl-binding.ts';

const timeoutMs = 10_000;

/**
 * Lets users do what rules say; brokers hear of it one after another.
 * @throws RuntimeError `client` when no broker does it, or the first rule that is refused.
 */
export async function createAcls(access: ClusterAccess, rules: readonly AclBinding[]): Promise<void> {
  if (rules.length === 0) return;
  await firstAnswer(access, 'takes rules for users', async (broker) => {
    const body = new FieldWriter();
    body.compactArray(rules, (rule) => writeBinding(body, rule)).tags();
    const request = { api: apis.createAcls, body, timeoutMs };
    const reader = await askOnce({ ...request, broker, what: 'take rules for users' });
    reader.int32(); // throttle time
    const errors = reader.compactArray(() => {
      const error = { code: reader.int16(), message: reader.compactString() };
      reader.tags();
      return error;
    });
    const refused = errors.findIndex(({ code }) => code !== 0);
    if (refused === -1) return;
    const { user, operation } = rules[refused] ?? { user: '?', operation: '?' };
    throw new RuntimeError(
      'client',
      `${broker.address} did not let ${user} ${operation}: ${errorWords(errors[refused]!)}`,
    );
  });
}
