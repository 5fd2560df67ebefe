import { describe, expect, it } from 'vitest';
import { agentArguments, agentFiles, agentVariable, jarFileName } from '../../../src/kafka/java-agent.ts';
import type { LabNode } from '../../../src/kafka/node.ts';
import { resolved } from '../../support/topologies.ts';

const broker = resolved('open-stack').nodes.find(({ id }) => id === 'broker-2') as LabNode;
const plain = resolved('multi-broker').nodes.find(({ id }) => id === 'broker-2') as LabNode;

describe('what the start of a server with an agent is told', () => {
  it('is flags that are the server’s alone, after those that it has anyway', () => {
    const [options, ...rest] = agentArguments(broker, '-Da=b');
    expect(rest).toEqual([]);
    expect(options).toMatch(/^KAFKA_OPTS=-Da=b -Xbootclasspath\/a:\/opt\/klab\/agent\/http-20070405\.jar /);
    expect(options).toMatch(
      / -javaagent:\/opt\/klab\/agent\/jmx_prometheus_javaagent-0\.20\.0\.jar=9405:\/etc\/klab\/agent\.yaml$/,
    );
  });

  it('is nothing without an agent', () => {
    expect(agentArguments(plain, '-Da=b')).toEqual([]);
    expect(agentFiles(plain)).toEqual({});
  });

  it('needs the port that the agent names', () => {
    expect(() => agentArguments({ ...broker, ports: [] }, '')).toThrow('no port metrics');
  });
});

it('names follow from the agent', () => {
  expect(broker.javaAgent && agentVariable(broker.javaAgent)).toBe('KLAB_JMX_AGENT');
  expect(jarFileName('g.h:a:1.0')).toBe('a-1.0.jar');
});
