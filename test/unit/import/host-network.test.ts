/** Files whose containers have the network of their host, whole or in part. */
import { describe, expect, it } from 'vitest';
import { proofOf } from '../../../src/import/proof.ts';
import { onHost } from '../../support/compose-files.ts';
import { set } from '../../support/foreign-manifests.ts';
import { said, take } from '../../support/taken-text.ts';

describe('the network of the host', () => {
  it('stays that of the host, and what came to localhost comes to the brokers', async () => {
    const taken = take(onHost);
    expect(taken.problems).toEqual([]);
    expect((await proofOf(taken.plan, taken.nodes, taken.notes)).unlike).toEqual([]);
    expect(taken.plan.cluster.perBroker.map(({ ports }) => ports?.['EXTERNAL'])).toEqual([
      19091, 19092, 19093,
    ]);
    expect(taken.plan.services[0]?.props.environment).toEqual({ BROKERS: '@{bootstrap}' });
    expect(taken.plan.hostNetwork).toBe(true);
    expect(taken.code).toContain("as in compose.yml', hostNetwork: true }");
    for (const id of ['kafka1', 'client'])
      expect(said(taken, 'taken over')).toContain(`${id} network_mode host: hostNetwork of the topology`);
    expect(said(taken, 'not understood')).not.toMatch(/network_mode/);
  });

  it('is where brokers find ZooKeeper by its ports', () => {
    const server = (port: number): string =>
      `  zoo${port}: { image: 'confluentinc/cp-zookeeper:7.5.0', network_mode: host, environment: { ZOOKEEPER_CLIENT_PORT: ${port} } }\n`;
    const broker = `  k: { image: 'confluentinc/cp-kafka:7.5.0', network_mode: host, environment: { KAFKA_BROKER_ID: 1, KAFKA_ZOOKEEPER_CONNECT: 'localhost:22181,127.0.0.1:32181', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://localhost:19092' } }\n`;
    const taken = take(`services:\n${server(22_181)}${server(32_181)}${server(42_181)}${broker}`);
    expect(taken.plan.summary).toContain('1 broker and 2 ZooKeeper servers');
    expect(said(taken, 'not understood')).toBe(
      'zoo42181 zoo42181 is a ZooKeeper that no broker is known to go to',
    );
  });

  it('of a service that has a network of its own, localhost is itself', () => {
    const apart = onHost.replace("client:1', network_mode: host,", "client:1',");
    const taken = take(apart);
    expect(taken.plan.services[0]?.props.environment).toEqual({ BROKERS: 'localhost:19091' });
    expect(taken.plan.hostNetwork).toBe(false);
    expect(said(taken, 'changed')).toMatch(
      /kafka1 network_mode host: .* publishes the same ports at 127\.0\.0\.1/,
    );
  });

  it('of some brokers alone becomes published ports, and that of a service is told', () => {
    const taken = take(onHost.replace('network_mode: host', 'restart: always'));
    expect(taken.plan.hostNetwork).toBe(false);
    expect(said(taken, 'changed')).toMatch(/client network_mode host: .* say ports/);
  });

  it('of a pod is told too', () => {
    const text = set.replace('      topologySpread', '      hostNetwork: true\n      topologySpread');
    expect(said(take(text), 'changed')).toMatch(/kafka-0 hostNetwork: pods have addresses of their own/);
  });
});
