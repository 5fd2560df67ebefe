/** A secured cluster in containers: it lets in whom it should, goes on through a kill and a cut, and shows nobody its secrets. */
import { afterEach, expect, it, vi } from 'vitest';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import type { Endpoint } from '../../../src/cluster/access.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { filesWithLeaks, leaksIn, secretTexts } from '../../support/leaks.ts';
import { securityChecks } from '../../support/security-checks.ts';
import { resolved } from '../../support/topologies.ts';

/** What shells, compose, properties, JAAS and JSON each take for something of their own. */
const awkward = 'a"b\\c$d${e}\nnext line é€ \'';

afterEach(() => vi.unstubAllEnvs());

it(
  'three brokers come up, keep rules and secrets, and outlive a kill and a cut',
  { timeout: 600_000 },
  async () => {
    vi.stubEnv('KLAB_PASSWORD_SHOP', awkward);
    await using cluster = await testCluster(resolved('secure'), { portOffset: 3_300, runtime });
    const { instance, brokers, topology } = cluster;
    const { clusterId, id } = instance;
    const secrets = secretsOf(id);
    const as = (user: string, address = brokers[0]!.address): Endpoint => {
      return { address, security: clientSecurityOf(secrets, topology.security!.external, user) };
    };

    // Whom rules let do what.
    await expect(describeBroker(as('shop'))).resolves.toMatchObject({ clusterId });
    await expect(describeBroker({ address: brokers[0]!.address })).rejects.toMatchObject({
      kind: 'ssl-required',
    });
    await expect(deleteTopic(as('shop'), 'others')).rejects.toThrow('topic-authorization-failed');
    await expect(deleteTopic(as('admin'), 'others')).resolves.toBeUndefined();
    for (const [listener, address] of [
      ['INTERNAL', 'broker-2.cluster:19093'],
      ['DOCKER', 'host.docker.internal:32393'],
    ] as const) {
      const { advertised } = await cluster.probeListener('broker-2', listener);
      expect(advertised.get(2)).toBe(address);
    }

    const { asked, notPassed } = await securityChecks(cluster);
    expect(notPassed).toEqual([expect.stringMatching(/^tokens-checked skipped: /)]);
    expect(asked).toBe(10);

    // Each container has what its own node reads.
    for (const node of topology.nodes) {
      const container = await containerOf(id, node.id);
      expect(await docker('exec', container, 'ls', '/run/klab/secrets')).toBe(
        [`${node.id}.keystore.pem`, 'ca.pem', 'sasl.properties'].toSorted().join('\n'),
      );
    }

    await cluster.kill('broker-3');
    await cluster.start('broker-3');
    await cluster.isolate('broker-2', 'cluster');
    await expect(describeBroker(as('shop', brokers[1]!.address))).resolves.toMatchObject({ clusterId });
    await cluster.heal('broker-2');
    expect(await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 })).toBe(clusterId);

    const texts = await secretTexts(secrets);
    expect(texts).toContain(awkward);
    expect(await filesWithLeaks(instanceDir(id), texts)).toEqual([]);
    const status = await klab('status', id, '--json');
    expect(status.code).toBe(0);
    const shown = await Promise.all(
      topology.nodes.map(async (node) => {
        const container = await containerOf(id, node.id);
        return [await docker('inspect', container), await docker('logs', container)];
      }),
    );
    expect(leaksIn([JSON.stringify(cluster), status.output, ...shown.flat()].join('\n'), texts)).toEqual([]);
    // What a broker compares with is as good as a password to whoever knows the protocol.
    expect(shown.flat().join('\n')).not.toMatch(/saltedPassword=\[[^\]]/);
  },
);
