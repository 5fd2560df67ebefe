/** Drills on a secured cluster: a leader that dies, and certificates that are all replaced while clients come and go. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeCertificate } from '../../../src/client/wire/security/see-certificate.ts';
import { drillNamed } from '../../../src/drills/index.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { secretsDir } from '../../../src/runtimes/secrets/files.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drill } from '../../support/drills.ts';

const security = { superUsers: ['admin'] };
let cluster: TestCluster;

beforeAll(async () => {
  const topology = createTopology('multi-broker', { sessionTimeoutMs: 3_000, security }).resolve();
  cluster = await testCluster(topology, { portOffset: 11_310 });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

it('a leader that dies costs what it costs a plain cluster', async () => {
  const { verdict } = await drill(cluster, 'kill-leader');
  // Its session, and what a busy machine takes for the election.
  expect(verdict.measures.unavailableMs).toBeLessThan(3 * 3_000);
});

it('replaces every certificate, then the CA, and nobody is turned away', { timeout: 300_000 }, async () => {
  const look = () => Promise.all(cluster.brokers.map((broker) => seeCertificate(broker, 5_000)));
  const before = await look();
  await drill(cluster, 'rotate-certificates');
  const after = await look();
  expect(new Set(after.map(({ issuer }) => issuer)).size).toBe(1);
  expect(after[0]?.issuer).not.toBe(before[0]?.issuer);
  expect(new Set([...before, ...after].map(({ fingerprint }) => fingerprint)).size).toBe(6);
  // What a person's own clients are given is of the new CA alone.
  const dir = secretsDir(cluster.instance.id);
  const ca = new X509Certificate(await readFile(join(dir, 'ca.pem')));
  const names = (await readdir(dir)).filter((name) => /^(user|broker)-[^.]*\.pem$/.test(name));
  expect(names.toSorted()).toEqual([
    ...[1, 2, 3].map((number) => `broker-${number}.pem`),
    ...['admin', 'klab-checks', 'klab'].map((user) => `user-${user}.pem`),
  ]);
  for (const name of names) {
    expect(new X509Certificate(await readFile(join(dir, name))).verify(ca.publicKey)).toBe(true);
  }
});

it('is refused before anything happens where there are no certificates', async () => {
  const plain = createTopology('multi-broker').resolve();
  await expect(runDrill({ ...cluster, topology: plain }, drillNamed('expire-certificate'))).rejects.toThrow(
    'expire-certificate cannot run on multi-broker: it has no certificates',
  );
});
