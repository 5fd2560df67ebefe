/** A secured cluster on local processes: what `up` makes for it lets in whom it should, and nothing of it is where others look. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { ControllerQuorum, KafkaCluster, Topology, type SecurityProps } from '../../../src/index.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { testCluster } from '../../support/cluster.ts';
import { filesWithLeaks, leaksIn, secretTexts } from '../../support/leaks.ts';

/** What shells, properties, JAAS and JSON each take for something of their own. */
const awkward = 'a"b\\c$d${e}\nnext line é€ \'';

afterEach(() => vi.unstubAllEnvs());

it('lets in whom it should, and shows nobody its secrets', async () => {
  vi.stubEnv('KLAB_PASSWORD_SHOP', awkward);
  await using cluster = await testCluster(securedBy({}), { portOffset: 13_570 });
  const { instance } = cluster;
  const [broker] = cluster.brokers;
  const { security } = instance.topology;
  const secrets = secretsOf(instance.id);
  const as = (user: string, change = {}) => ({
    address: broker!.address,
    security: { ...clientSecurityOf(secrets, security!.external, user), ...change },
  });

  expect(secrets.passwordOf('shop')).toBe(awkward);
  await expect(describeBroker(as('shop'))).resolves.toMatchObject({ clusterId: instance.clusterId });
  const wrong = { mechanism: 'SCRAM-SHA-512', username: 'shop', password: () => 'wrong' };
  await expect(describeBroker(as('shop', { sasl: wrong }))).rejects.toMatchObject({
    kind: 'sasl-authentication-failed',
  });
  await expect(deleteTopic(as('shop'), 'orders')).resolves.toBeUndefined();
  await expect(deleteTopic(as('shop'), 'others')).rejects.toThrow('topic-authorization-failed');
  await expect(deleteTopic(as('admin'), 'others')).resolves.toBeUndefined();

  const texts = await secretTexts(secrets);
  expect(texts).toContain(awkward);
  expect(await filesWithLeaks(instanceDir(instance.id), texts)).toEqual([]);
  expect(leaksIn(JSON.stringify(cluster), texts)).toEqual([]);
  const log = await readFile(join(instanceDir(instance.id), 'logs', 'broker-1.log'), 'utf8');
  expect(log).toContain('Kafka Server started');
});

function securedBy(security: SecurityProps): ReturnType<Topology['resolve']> {
  const topology = new Topology('secured-one', { summary: '1 secured node' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ControllerQuorum(topology, 'controllers'),
    brokers: 1,
    security: {
      users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Delete', 'Describe'] }] }],
      superUsers: ['admin'],
      ...security,
    },
  });
  return topology.resolve();
}
