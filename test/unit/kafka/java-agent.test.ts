import { describe, expect, it } from 'vitest';
import { agentCommand, agentFiles, agentVariable, jarFileName } from '../../../src/kafka/java-agent.ts';
import type { LabNode } from '../../../src/kafka/node.ts';
import { resolved } from '../../support/topologies.ts';

const broker = resolved('open-stack').nodes.find(({ id }) => id === 'broker-2') as LabNode;
const plain = resolved('multi-broker').nodes.find(({ id }) => id === 'broker-2') as LabNode;

describe('the command of a server with an agent', () => {
  it('starts the image as it starts itself, with flags that are the server’s alone', () => {
    const [script, options, ...rest] = agentCommand(broker, 'kraft', '-Da=b') ?? [];
    expect(script).toBe('/etc/kafka/docker/run');
    expect(rest).toEqual([]);
    expect(options).toMatch(/^KAFKA_OPTS=-Da=b -Xbootclasspath\/a:\/opt\/klab\/agent\/http-20070405\.jar /);
    expect(options).toMatch(
      / -javaagent:\/opt\/klab\/agent\/jmx_prometheus_javaagent-0\.20\.0\.jar=9405:\/etc\/klab\/agent\.yaml$/,
    );
  });

  it.each([
    ['confluentinc/cp-kafka:7.9.7', 'kraft', '/etc/confluent/docker/run'],
    ['mirror.example/copies/kafka:1', 'zookeeper', '/etc/confluent/docker/run'],
    ['mirror.example/copies/kafka:1', 'kraft', '/etc/kafka/docker/run'],
    ['apache/kafka:3.9.2', 'zookeeper', '/etc/kafka/docker/run'],
  ] as const)('is of the image: %s in %s mode runs %s', (image, mode, script) => {
    expect(agentCommand({ ...broker, image }, mode, '')?.[0]).toBe(script);
  });

  it('is the image’s own without an agent', () => {
    expect(agentCommand(plain, 'kraft', '-Da=b')).toBeUndefined();
    expect(agentFiles(plain)).toEqual({});
  });

  it('needs the port that the agent names', () => {
    expect(() => agentCommand({ ...broker, ports: [] }, 'kraft', '')).toThrow('no port metrics');
  });
});

it('names follow from the agent', () => {
  expect(broker.javaAgent && agentVariable(broker.javaAgent)).toBe('KLAB_JMX_AGENT');
  expect(jarFileName('g.h:a:1.0')).toBe('a-1.0.jar');
});
