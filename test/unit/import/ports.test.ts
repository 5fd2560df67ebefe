/** What an imported file shares with klab's own ways: ports that klab would give to others, settings, ZooKeepers beside. */
import { describe, expect, it } from 'vitest';
import { importFiles } from '../../../src/import/import.ts';
import { proofOf } from '../../../src/import/proof.ts';

describe('a file that is taken over', () => {
  it.each([
    ['kafka:29092,OUT://localhost:9092', { INTERNAL: 29092, EXTERNAL: 9092, DOCKER: 39092 }],
    ['kafka:9092,OUT://localhost:29092', { INTERNAL: 9092, EXTERNAL: 29092, DOCKER: 39092 }],
    ['kafka:9092,OUT://localhost:19092', { INTERNAL: 9092, EXTERNAL: 19092 }],
    ['kafka:9092', {}],
  ])('with the ports that clients know, where others are klab’s: %s', async (told, ports) => {
    const text = `services:
  kafka:
    image: apache/kafka:4.3.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_ADVERTISED_LISTENERS: IN://${told}
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,OUT:PLAINTEXT
    depends_on: [made]
  made: { build: ./made }
  page: { image: 'example/page:1', depends_on: [made] }
`;
    const { plan, nodes, notes, problems } = importFiles(new Map([['a.yml', text]]), () => undefined, 'a');
    expect(problems).toEqual([]);
    expect(plan.cluster.perBroker[0]?.ports ?? {}).toEqual(ports);
    expect((await proofOf(plan, nodes, notes)).unlike).toEqual([]);
  });

  it('says what becomes of settings of controllers', async () => {
    const text = `services:
  c:
    image: apache/kafka:4.3.1
    environment: &e
      KAFKA_NODE_ID: 9
      KAFKA_PROCESS_ROLES: controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 9@c:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_LISTENERS: CTL://:9093
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_LOG_DIRS: /tmp/logs
  kafka:
    image: apache/kafka:4.3.1
    environment: { <<: *e, KAFKA_NODE_ID: 1, KAFKA_PROCESS_ROLES: broker, KAFKA_LISTENERS: 'IN://:9092' }
`;
    const { plan, nodes, notes } = importFiles(new Map([['a.yml', text]]), () => undefined, 'a');
    const { unlike } = await proofOf(plan, nodes, notes);
    expect(unlike.filter((line) => line.startsWith('c:'))).toEqual([]);
    expect(notes).toContainEqual(
      expect.objectContaining({ kind: 'changed', node: 'c', at: 'log.dirs', line: 11 }),
    );
  });

  it('does not pass over a ZooKeeper that stands beside, nor takes its settings for the broker’s', () => {
    const text = `services:
  zoo: { image: 'example/zookeeper:$TAG' }
  kafka:
    image: example/kafka:1
    environment: { KAFKA_LISTENERS: 'IN://:9092', ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL: 1 }
`;
    const { notes, nodes } = importFiles(new Map([['a.yml', text]]), () => undefined, 'a');
    expect(nodes[0]?.settings).toEqual({ listeners: 'IN://:9092' });
    expect(notes).toContainEqual(
      expect.objectContaining({
        kind: 'not understood',
        node: 'zoo',
        text: expect.stringContaining('no broker'),
      }),
    );
  });
});
