/** A replacement of certificates that was interrupted: the cluster serves with what it has by then, and another one goes to the end. */
import { expect, it } from 'vitest';
import { seeCertificate } from '../../../src/client/wire/security/see-certificate.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { drillNamed } from '../../../src/drills/index.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { certificateOffice } from '../../../src/runtimes/secrets/office.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster } from '../../support/cluster.ts';
import { drill } from '../../support/drills.ts';

it('is gone on with, and nobody is turned away', { timeout: 420_000 }, async () => {
  const security = { superUsers: ['admin'] };
  const topology = createTopology('multi-broker', { sessionTimeoutMs: 3_000, security }).resolve();
  await using cluster = await testCluster(topology, { portOffset: 11_370 });
  const issuers = async (): Promise<ReadonlySet<string>> =>
    new Set(
      (await Promise.all(cluster.brokers.map((broker) => seeCertificate(broker, 5_000)))).map(
        ({ issuer }) => issuer,
      ),
    );
  const before = await issuers();
  const interrupted = new AbortController();
  const first = await runDrill(
    cluster,
    drillNamed('rotate-certificates'),
    {},
    {
      signal: interrupted.signal,
      office: certificateOffice(cluster.instance),
      // The first node has a certificate of the new CA then, and the others have not.
      onEvent: (event) => {
        if (event.type === 'step' && event.text === 'give broker-1 a certificate of the new CA')
          interrupted.abort();
      },
    },
  );
  expect(first.interrupted).toBe(true);
  // Who interrupts a drill has every node started again, and does not wait until each serves.
  await waitUntilReady({ topology: cluster.topology, access: cluster, timeoutMs: 120_000 });
  expect((await issuers()).size).toBe(2);
  await drill(cluster, 'rotate-certificates');
  const after = await issuers();
  expect(after.size).toBe(1);
  expect([...after]).not.toEqual([...before]);
});
