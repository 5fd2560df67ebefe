/** Files that compose puts into containers by `configs`, wherever their text stands. */
import { describe, expect, it } from 'vitest';
import { said, take } from '../../support/taken-text.ts';

describe('configs', () => {
  const text = `services:
  kafka:
    image: apache/kafka:4.1.0
    ports: ['9092:9092', '9999:9999']
    environment: { KAFKA_JMX_OPTS: '-Dcom.sun.management.jmxremote.port=9999' }
    configs: [{ source: broker, target: /mnt/shared/config/server.properties }, outside]
  ui: { image: 'ui:1', configs: [{ source: ui, target: /etc/ui.yml }, beside] }
configs:
  outside: { external: true }
  beside: { file: beside.yml }
  ui: { content: "at kafka:19092, $$5" }
  broker:
    content: |
      process.roles=broker,controller
      node.id=1
      listeners=IN://:19092,OUT://:9092
      advertised.listeners=IN://kafka:19092,OUT://localhost:9092
      num.io.threads=3
`;

  it('of a broker are its settings, those of a service its files, and what nobody here has is told', () => {
    const taken = take(text, { 'beside.yml': 'of a file' });
    expect(taken.problems).toEqual([]);
    expect(taken.plan.cluster.settings).toMatchObject({ 'num.io.threads': '3' });
    expect(taken.plan.services[0]?.props.files).toEqual({
      '/etc/ui.yml': 'at @{bootstrap}, $5',
      '/beside': 'of a file',
    });
    const lost = said(taken, 'not understood');
    expect(lost).toMatch(/what the config outside of kafka holds is not known here/);
    expect(lost).not.toMatch(/^ configs/m);
  });

  it('a published port of remote management is one, by flags too', () => {
    expect(take(text).plan.cluster.jmxPort).toBe(9_999);
    expect(said(take(text), 'not understood')).not.toMatch(/none of its listeners/);
  });
});

it('a quorum that every node looks for, without a list of voters, is dynamic', () => {
  const node = (role: string, number: number, more: string) => `
  node-${number}:
    image: apache/kafka:4.1.0
    environment:
      KAFKA_NODE_ID: ${number}
      KAFKA_PROCESS_ROLES: ${role}
      KAFKA_CONTROLLER_LISTENER_NAMES: IN
      KAFKA_LISTENERS: ${role === 'broker' ? 'OUT://:9092' : 'IN://:9093'}
      ${more}`;
  const sought = 'KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS: node-1:9093';
  const listed = 'KAFKA_CONTROLLER_QUORUM_VOTERS: 1@node-1:9093';
  const metadataOf = (more: string) =>
    take(`services:${node('controller', 1, more)}${node('broker', 2, more)}\n`).plan.metadata.props;
  expect(metadataOf(sought)).toMatchObject({ mode: 'isolated', dynamic: true });
  expect(metadataOf(listed)).not.toHaveProperty('dynamic');
});
