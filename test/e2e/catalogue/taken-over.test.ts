/** Secured files that were taken over, in containers: what they render to starts, and its listeners ask for what the file's asked for. */
import { afterEach, expect, it, vi } from 'vitest';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import type { Endpoint } from '../../../src/cluster/access.ts';
import { importFiles } from '../../../src/import/import.ts';
import { made } from '../../../src/import/plan.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { testCluster } from '../../support/cluster.ts';
import { jaasFile, securedKraft, securedWithJaasFile } from '../../support/secured-files.ts';

afterEach(() => vi.unstubAllEnvs());

// A page and a command stand beside the first, whose images are nobody's to need here.
const alone = securedKraft.replace(/ {2}ui:\n[\s\S]*(?=volumes:)/, '');

it.each([
  ['passwords by TLS, certificates between brokers (KRaft)', alone, 'admin'],
  ['passwords that a file of JAAS names, and rules (ZooKeeper)', securedWithJaasFile, 'alice'],
])('lets in whom its file let in: %s', { timeout: 400_000 }, async (_what, text, user) => {
  vi.stubEnv('KLAB_PASSWORD_ADMIN', 'taken-over');
  const { plan, problems } = importFiles(new Map([['compose.yml', text]]), () => jaasFile, 'taken');
  expect(problems).toEqual([]);
  await using cluster = await testCluster(made(plan).resolve(), { portOffset: 2_240, runtime });
  const { instance, brokers, topology } = cluster;
  const { external } = topology.security!;
  const as = (name: string): Endpoint => ({
    address: brokers[0]!.address,
    security: clientSecurityOf(secretsOf(instance.id), external, name),
  });
  await expect(describeBroker(as(user))).resolves.toMatchObject({ brokers: [{ number: 1 }] });
  await expect(describeBroker({ address: brokers[0]!.address })).rejects.toMatchObject({
    kind: expect.stringMatching(/^(ssl-required|closed|sasl-authentication-failed)$/),
  });
  const { clusterId } = await cluster.probeListener(brokers[0]!.id, 'INTERNAL');
  expect(clusterId).toBe(instance.clusterId);
});
