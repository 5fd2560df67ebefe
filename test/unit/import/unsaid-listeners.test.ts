/** Listeners of which a file leaves to an image, or to habit, what they are for. */
import { describe, expect, it } from 'vitest';
import { said, take } from '../../support/taken-text.ts';

describe('listeners that images and habits leave unsaid', () => {
  const debezium = `services:
  kafka:
    image: quay.io/debezium/kafka:3.2
    ports: ['9092:9092']
    environment: { NODE_ID: 1, NODE_ROLE: combined, KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093', KAFKA_LISTENERS: 'PLAINTEXT://kafka:9092,CONTROLLER://kafka:9093', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092' }
`;

  it('CONTROLLER of a quorum is its own, as Kafka ships it', () => {
    expect(said(take(debezium), 'not understood')).toBe('');
  });

  it('what is between brokers is so at localhost too, and what nobody is told of is nobody’s', () => {
    const taken = take(
      debezium
        .replace("KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093'", 'KAFKA_INTER_BROKER_LISTENER_NAME: IN')
        .replace(/NODE_ROLE: combined, /, 'ZOOKEEPER_CONNECT: zoo:2181, ')
        .replace('CONTROLLER://kafka:9093', 'IN://kafka:9094,CONTROLLER://kafka:9093')
        .replace("'PLAINTEXT://kafka:9092'", "'PLAINTEXT://localhost:9092,IN://localhost:9094'"),
    );
    expect(taken.plan.cluster.perBroker[0]?.ports).toEqual({ EXTERNAL: 9092, INTERNAL: 9094 });
    expect(said(taken, 'changed')).toContain('kafka listener CONTROLLER: nobody is told of it');
  });

  it('a port inside gives way to one that a service publishes', () => {
    const text = debezium.replace('PLAINTEXT://kafka:9092,', 'PLAINTEXT://kafka:9092,IN://:9095,');
    const both = text.replace("'PLAINTEXT://kafka:9092' }", "'PLAINTEXT://localhost:9092,IN://kafka:9095' }");
    const taken = take(`${both}  ui: { image: 'ui:1', ports: ['9095:80'] }\n`);
    expect(taken.problems).toEqual([]);
    expect(said(taken, 'changed')).toContain("ports of INTERNAL are klab's");
  });

  it('whoever says no name is no user', () => {
    const text = debezium.replace('NODE_ID: 1,', "NODE_ID: 1, KAFKA_SUPER_USERS: 'User:ANONYMOUS',");
    expect(take(text).problems).toEqual([]);
  });
});
