/** A rule for a user as requests hold it: everything but what a request does with it. */
import type { AclBinding, AclOperation, AclResource } from '../../../kafka/security/users.ts';
import type { FieldWriter } from '../codec/field-writer.ts';

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

/** Writes a rule, as one that is to be there or as a filter that fits no other one. */
export function writeBinding(
  body: FieldWriter,
  { resource, name, pattern, user, operation, allow }: AclBinding,
): void {
  body
    .int8(resourceTypes[resource])
    .compactString(name)
    .int8(patternTypes[pattern])
    .compactString(`User:${user}`)
    .compactString(anyHost)
    .int8(operationTypes[operation])
    .int8(permissionTypes[allow ? 'allow' : 'deny'])
    .tags();
}
