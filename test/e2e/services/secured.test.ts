/** Side services beside a secured cluster on a real Docker Engine: each is let in as itself, and may do no more than it needs. */
import { afterEach, expect, it, vi } from 'vitest';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import type { Endpoint } from '../../../src/cluster/access.ts';
import { addServices, ControllerQuorum, KafkaCluster, Topology } from '../../../src/index.ts';
import type { ResolvedTopology } from '../../../src/kafka/node.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { testCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { expectNothingShown, expectServicesWork } from '../../support/secured-services.ts';

/** What shells, properties, JAAS, compose and Quarkus each take for something of their own. */
const awkward = 'a"b\\c$d${e} f:g\nnext line é€ \'';

const portOffset = 2_930;

afterEach(() => vi.unstubAllEnvs());

/** Nobody comes in without a certificate, and everybody by a password besides: so each service needs all of its files. */
function stack(): ResolvedTopology {
  const topology = new Topology('secured-stack', { summary: 'a secured broker and what stands around it' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    security: {
      internal: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', clientAuth: 'required' },
      superUsers: ['admin'],
    },
  });
  addServices(topology, ['registry', 'connect', 'postgres', 'metrics']);
  return topology.resolve();
}

it('are let in with files of their own, and show nobody what is secret', { timeout: 420_000 }, async () => {
  for (const service of ['CONNECT', 'REGISTRY']) vi.stubEnv(`KLAB_PASSWORD_${service}`, awkward + service);
  let id;
  {
    await using cluster = await testCluster(stack(), { portOffset, runtime });
    ({ id } = cluster.instance);
    await expectServicesWork(cluster, [
      'listeners-answer',
      'schemas-kept',
      'metrics-scraped',
      'changes-arrive',
    ]);
    await expectNothingShown(cluster);

    const secrets = secretsOf(id);
    const { external } = cluster.topology.security!;
    const as = (user: string): Endpoint => {
      return { ...cluster.brokers[0]!, security: clientSecurityOf(secrets, external, user) };
    };
    // Whom a broker knows by SCRAM it knows on every listener.
    await expect(deleteTopic(as('registry'), 'others')).rejects.toThrow('topic-authorization-failed');
    await expect(deleteTopic(as('connect'), 'others')).resolves.toBeUndefined();
  }
  expect(await tracesOf(id)).toEqual([]);
});
