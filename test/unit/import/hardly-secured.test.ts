/** Files with words of security in them that secure nothing: they go over as they are, or are left to the prop `security`. */
import { expect, it } from 'vitest';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { withZooKeeper } from '../../support/compose-files.ts';

function take(text: string): Imported {
  return importFiles(new Map([['compose.yml', text]]), () => undefined, 'shop');
}

/** With further lines in the environment of the broker that comes with ZooKeeper. */
function withLines(lines: Readonly<Record<string, string>>): string {
  const first = '      - KAFKA_BROKER_ID=1\n';
  const added = Object.entries(lines).map(([name, value]) => `      - '${name}=${value}'\n`);
  return withZooKeeper.replace(first, first + added.join(''));
}

const said = ({ notes }: Imported, kind: string): string =>
  notes.flatMap((note) => (note.kind === kind ? [note.text] : [])).join('\n');

it('an authorizer that lets everybody in goes over together with what opens it', () => {
  const taken = take(
    withLines({
      KAFKA_AUTHORIZER_CLASS_NAME: 'kafka.security.authorizer.AclAuthorizer',
      KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND: 'True',
      KAFKA_SECURITY_INTER_BROKER_PROTOCOL: 'PLAINTEXT',
    }),
  );
  expect(said(taken, 'not understood')).toBe('');
  expect(taken.problems).toEqual([]);
  expect(taken.plan.cluster.settings).toMatchObject({
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'allow.everyone.if.no.acl.found': 'True',
  });
});

it('an authorizer is called as Kafka calls it now', () => {
  const taken = take(
    withLines({
      KAFKA_AUTHORIZER_CLASS_NAME: 'kafka.security.auth.SimpleAclAuthorizer',
      KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND: 'true',
    }),
  );
  expect(taken.plan.cluster.settings).toMatchObject({
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
  });
  expect(said(taken, 'changed')).toMatch(/Kafka calls it kafka\.security\.authorizer\.AclAuthorizer now/);
});

it('what secures nothing here is left to the prop, whatever it is called', () => {
  const settings = { KAFKA_SSL_KEY_CREDENTIALS: 'hunter2', KAFKA_PASSWORD_ENCODER_SECRET: 'hunter2' };
  const taken = take(withLines(settings));
  expect(taken.plan.cluster.security).toBeUndefined();
  expect(JSON.stringify([taken.plan, taken.code, taken.notes])).not.toContain('hunter2');
  expect(said(taken, 'not understood')).toMatch(
    /ssl\.key\.credentials: what secures a cluster is said by the prop/,
  );
});

it('users of ZooKeeper are left to the prop too', () => {
  const own = "ZOO_MY_ID: 1, ZOO_SERVER_PASSWORDS: hunter2, JVMFLAGS: '-Da=b'";
  expect(said(take(withZooKeeper.replace('ZOO_MY_ID: 1', own)), 'not understood')).toBe(
    'ZOO_SERVER_PASSWORDS: what secures a cluster is said by the prop security',
  );
});

it('an address that names a protocol is the cluster as it is now', () => {
  const taken = take(`${withZooKeeper}  registry:
    image: example/registry:1
    environment: { AT: 'SASL_SSL://kafka:9092,SASL_SSL://kafka:9092', ONE: 'SSL://broker:9092', NO: 'my-kafka:9092' }
`);
  expect(taken.plan.services[0]?.props.environment).toEqual({
    AT: '@{bootstrap}',
    ONE: '@{bootstrap}',
    NO: 'my-kafka:9092',
  });
});
