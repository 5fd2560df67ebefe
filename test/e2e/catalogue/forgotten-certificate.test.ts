/** A certificate that somebody forgot to replace: the drill on a secured cluster of its own. */
import { expect, it } from 'vitest';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster } from '../../support/cluster.ts';
import { drill } from '../../support/drills.ts';

it(
  'shows what a forgotten certificate looks like, and that a new one heals it',
  { timeout: 300_000 },
  async () => {
    const security = { superUsers: ['admin'] };
    const topology = createTopology('multi-broker', { sessionTimeoutMs: 3_000, security }).resolve();
    await using cluster = await testCluster(topology, { portOffset: 11_340 });
    const { verdict } = await drill(cluster, 'expire-certificate');
    const texts = (code: string): string =>
      verdict.findings.flatMap((finding) => (finding.code === code ? [finding.text] : [])).join('\n');
    expect(texts('certificate-ended')).toMatch(/^a new klab turns away .* certificate has expired/m);
    expect(texts('certificate-ended')).toMatch(/^a new kafkajs turns away .* certificate has expired/m);
    expect(texts('connections-kept')).toContain('went on');
    expect(texts('replication')).toContain('all copies stayed in sync');
    expect(texts('start-refused')).toMatch(/does not start again with it: .*certificate_expired/);
  },
);
