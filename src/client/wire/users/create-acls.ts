/**
 * One CreateAcls request: what users may do. A rule that is there already is fine.
 */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import {
  patternOf,
  type Acl,
  type AclOperation,
  type AclResource,
  type User,
} from '../../../kafka/security/users.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorKind } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';

/** Kafka's numbers (org.apache.kafka.common.resource.ResourceType and PatternType, common.acl.AclOperation and AclPermissionType). */
const resourceTypes: Readonly<Record<AclResource, number>> = {
  topic: 2,
  group: 3,
  cluster: 4,
  transactionalId: 5,
};
const patternTypes = { literal: 3, prefixed: 4 } as const;
const operationTypes: Readonly<Record<AclOperation, number>> = {
  All: 2,
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  ClusterAction: 9,
  DescribeConfigs: 10,
  AlterConfigs: 11,
  IdempotentWrite: 12,
};
const permissionTypes = { deny: 2, allow: 3 } as const;

/** From wherever a user comes. */
const anyHost = '*';

const timeoutMs = 10_000;

/** One line of Kafka's: a rule of the lab's may be about several operations. */
interface Binding {
  readonly user: string;
  readonly acl: Acl;
  readonly operation: AclOperation;
}

/**
 * Lets users do what their rules say.
 * @throws RuntimeError `client` when no broker does it, or the first rule that is refused.
 */
export async function createAcls(access: ClusterAccess, users: readonly User[]): Promise<void> {
  const bindings = users.flatMap(({ name, acls }) =>
    acls.flatMap((acl) => acl.operations.map((operation) => ({ user: name, acl, operation }))),
  );
  if (bindings.length === 0) return;
  await firstAnswer(access, 'takes rules for users', async (broker) => {
    const body = new FieldWriter();
    body.compactArray(bindings, (binding) => write(body, binding)).tags();
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
    const { code, message } = errors[refused]!;
    const { user, operation } = bindings[refused] ?? { user: '?', operation: '?' };
    throw new RuntimeError(
      'client',
      `${broker.address} did not let ${user} ${operation}: ${errorKind(code)}${message === null ? '' : `: ${message}`}`,
    );
  });
}

function write(body: FieldWriter, { user, acl, operation }: Binding): void {
  const { resource, name, pattern } = patternOf(acl);
  body
    .int8(resourceTypes[resource])
    .compactString(name)
    .int8(patternTypes[pattern])
    .compactString(`User:${user}`)
    .compactString(anyHost)
    .int8(operationTypes[operation])
    .int8(permissionTypes[(acl.allow ?? true) ? 'allow' : 'deny'])
    .tags();
}
