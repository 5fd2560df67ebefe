/** Files with TLS, SASL and users in them: all of it is told as left to the prop `security`, and nothing of it goes over by halves. */
import { expect, it } from 'vitest';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { withZooKeeper } from '../../support/compose-files.ts';

function take(text: string): Imported {
  return importFiles(new Map([['compose.yml', text]]), () => undefined, 'shop');
}

/** With further lines in the broker's environment. */
function takeWith(...lines: string[]): Imported {
  const first = '      - KAFKA_BROKER_ID=1\n';
  return take(withZooKeeper.replace(first, first + lines.map((line) => `      - '${line}'\n`).join('')));
}

const lost = ({ notes }: Imported): readonly string[] =>
  notes.flatMap(({ kind, text }) => (kind === 'not understood' ? [text] : []));

it('what secures a broker is left to the prop, whatever it is called', () => {
  const settings = {
    'security.inter.broker.protocol': 'SASL_SSL',
    'ssl.keystore.filename': 'kafka.jks',
    'ssl.key.credentials': 'hunter2',
    'super.users': 'User:admin',
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'allow.everyone.if.no.acl.found': 'true',
    'sasl.enabled.mechanisms': 'PLAIN',
    'password.encoder.secret': 'hunter2',
    'delegation.token.secret.key': 'hunter2',
  };
  const taken = takeWith(
    ...Object.entries(settings).map(
      ([name, value]) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}=${value}`,
    ),
  );
  expect(taken.problems).toEqual([]);
  expect(JSON.stringify([taken.plan, taken.code, taken.notes])).not.toContain('hunter2');
  expect(lost(taken).toSorted()).toEqual(
    Object.keys(settings)
      .map((name) => `${name}: what secures a cluster is said by the prop security`)
      .toSorted(),
  );
});

it('an authorizer that lets everybody in goes over together with what opens it', () => {
  const taken = takeWith(
    'KAFKA_AUTHORIZER_CLASS_NAME=kafka.security.authorizer.AclAuthorizer',
    'KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND=True',
    'KAFKA_SECURITY_INTER_BROKER_PROTOCOL=PLAINTEXT',
  );
  expect(lost(taken)).toEqual([]);
  expect(taken.problems).toEqual([]);
  expect(taken.plan.cluster.settings).toMatchObject({
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'allow.everyone.if.no.acl.found': 'True',
  });
});

it('an authorizer is called as Kafka calls it now', () => {
  const taken = takeWith(
    'KAFKA_AUTHORIZER_CLASS_NAME=kafka.security.auth.SimpleAclAuthorizer',
    'KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND=true',
  );
  expect(taken.plan.cluster.settings).toMatchObject({
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
  });
  expect(JSON.stringify(taken.notes)).toContain('Kafka calls it kafka.security.authorizer.AclAuthorizer now');
});

it('users of ZooKeeper are left to the prop too', () => {
  const own = "ZOO_MY_ID: 1, ZOO_SERVER_PASSWORDS: hunter2, JVMFLAGS: '-Da=b'";
  expect(lost(take(withZooKeeper.replace('ZOO_MY_ID: 1', own)))).toEqual([
    'ZOO_SERVER_PASSWORDS: what secures a cluster is said by the prop security',
  ]);
});

it('a listener that is called as its protocol needs no map to speak it', () => {
  const taken = take(withZooKeeper.replace('=PLAINTEXT://localhost', '=SASL_SSL://localhost'));
  expect(lost(taken)).toEqual([
    'SASL_SSL: listeners speak plain text unless the prop security says otherwise',
  ]);
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

it('variables that an image reads for itself are told, without what is in them', () => {
  const taken = take(
    withZooKeeper
      .replace('confluentinc/cp-kafka:7.5.0', 'bitnami/kafka:3.7')
      .replaceAll('- KAFKA_', '- KAFKA_CFG_')
      .replace(
        '    environment:\n',
        '    environment:\n      - KAFKA_CLIENT_USERS=me\n      - KAFKA_CLIENT_PASSWORDS=hunter2\n',
      ),
  );
  expect(lost(taken)).toEqual([
    'KAFKA_CLIENT_USERS of kafka: no setting of Kafka',
    'KAFKA_CLIENT_PASSWORDS of kafka: no setting of Kafka',
  ]);
});
