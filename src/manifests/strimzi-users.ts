/** Users that Strimzi's operator makes, with their rules (Strimzi documentation, "KafkaUser"), and who its brokers let do what. */
import type { Acl, AclOperation } from '../kafka/security/users.ts';
import { authorizers } from '../kafka/settings.ts';
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import type { ManifestUser, Remark } from './node.ts';

/** Users of whatever cluster; what cannot be said of them here is remarked. */
export function strimziUsers(
  own: readonly Manifest[],
  onRemark: (remark: Remark) => void,
): readonly ManifestUser[] {
  return own
    .filter(({ kind }) => kind === 'KafkaUser')
    .map((at): ManifestUser => {
      const { authentication, authorization, ...others } = recordOf(at.content['spec']);
      const lost = (text: string, word: string): void => onRemark({ isOwnWay: false, text, at, word });
      for (const field of Object.keys(others)) lost(`spec.${field}`, `${field}:`);
      const { type, password } = recordOf(authentication);
      const how = `comes by ${textOf(type) ?? 'nothing'}; klab's by what its listener asks for`;
      if (password !== undefined) lost('its password is not taken over: klab makes it anew', 'password:');
      onRemark({ isOwnWay: true, text: how, at, word: 'authentication:' });
      const acls = listOf(recordOf(authorization)['acls']).flatMap((one) => aclOf(recordOf(one), lost));
      return { name: at.name, acls, at };
    });
}

function aclOf(
  { resource, operation, operations, type: kind, host = '*' }: Readonly<Record<string, unknown>>,
  lost: (text: string, word: string) => void,
): readonly Acl[] {
  const { type, name, patternType } = recordOf(resource);
  const said = listOf(operations ?? [operation]).flatMap((one) => textOf(one) ?? []) as AclOperation[];
  const what = textOf(type) ?? '';
  const text = `a rule about ${what} ${textOf(name) ?? ''}`.trim();
  if (textOf(host) !== '*') lost(`${text} from ${textOf(host) ?? ''}: klab's hold from everywhere`, 'host:');
  const rest = { operations: said, ...(kind === 'deny' && { allow: false }) };
  if (what === 'cluster') return [{ cluster: true, ...rest }];
  if (what !== 'topic' && what !== 'group' && what !== 'transactionalId') {
    lost(`${text}: klab's are about topics, groups, transactionalIds and the cluster`, 'resource:');
    return [];
  }
  const pattern = `${textOf(name) ?? '*'}${patternType === 'prefix' ? '*' : ''}`;
  return [{ [what]: pattern, ...rest }];
}

/** Settings by which brokers look at rules; of another authorizer than Kafka's own nothing is said. */
export function authorizationOf(authorization: unknown, isKraft: boolean): Record<string, string> {
  const { type, superUsers } = recordOf(authorization);
  if (type !== 'simple') return {};
  const named = listOf(superUsers).flatMap((one) => textOf(one) ?? []);
  return {
    'authorizer.class.name': authorizers[isKraft ? 'kraft' : 'zookeeper'],
    'super.users': named.map((one) => `User:${one}`).join(';'),
  };
}
