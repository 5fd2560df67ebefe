/** A container starts as its image does, but for a server with an agent, and for a controller whose voters stand in the metadata. */
import { describe, expect, it } from 'vitest';
import { fitsDynamicQuorum } from '../../../../src/kafka/images/controller-start.ts';
import { commandFiles, nodeCommand } from '../../../../src/kafka/images/node-command.ts';
import type { LabNode } from '../../../../src/kafka/node.ts';
import { nodeNamed } from '../../../support/node-named.ts';
import { quickFailoverDynamic, resolved } from '../../../support/topologies.ts';

const stack = resolved('open-stack');
const withAgent = nodeNamed(stack, 'broker-2');
const zooKeepers = nodeNamed(resolved('multi-zookeeper'), 'broker-1').settings;

describe('the command of a node', () => {
  it.each([
    ['confluentinc/cp-kafka:7.9.7', 'kraft', '/etc/confluent/docker/run'],
    ['mirror.example/copies/kafka:1', 'zookeeper', '/etc/confluent/docker/run'],
    ['mirror.example/copies/kafka:1', 'kraft', '/etc/kafka/docker/run'],
    ['apache/kafka:3.9.2', 'zookeeper', '/etc/kafka/docker/run'],
  ] as const)('with an agent is of the image: %s in %s mode runs %s', (image, mode, script) => {
    const node: LabNode = { ...withAgent, image, ...(mode === 'zookeeper' && { settings: zooKeepers }) };
    const [first, options] = nodeCommand(node, stack, '-Da=b') ?? [];
    expect(first).toBe(script);
    expect(options).toMatch(/^KAFKA_OPTS=-Da=b .*-javaagent:/);
  });

  it('is the image’s own without an agent', () => {
    const topology = resolved('multi-broker');
    const node = nodeNamed(topology, 'broker-2');
    expect(nodeCommand(node, topology, '-Da=b')).toBeUndefined();
    expect(commandFiles(node, topology)).toEqual({});
  });

  it('is a script for controllers of a dynamic quorum, which hands an agent on, and for nobody else', () => {
    const topology = quickFailoverDynamic();
    const controller = nodeNamed(topology, 'controller-102');
    expect(nodeCommand(controller, topology, '')).toEqual(['bash', '/etc/klab/start-controller.sh']);
    expect(Object.keys(commandFiles(controller, topology))).toEqual(['/etc/klab/start-controller.sh']);
    const watched = { ...controller, javaAgent: withAgent.javaAgent!, ports: withAgent.ports };
    expect(nodeCommand(watched, topology, '')?.[2]).toMatch(/^KAFKA_OPTS=/);
    expect(nodeCommand(nodeNamed(topology, 'broker-1'), topology, '')).toBeUndefined();
  });

  it.each([
    ['apache/kafka:4.3.1', true],
    ['mirror.example/copies/kafka:1', true],
    ['confluentinc/cp-kafka:7.9.7', false],
    ['apache/kafka-native:4.3.1', false],
    ['confluentinc/confluent-local:7.9.7', false],
    ['docker.io/bitnami/kafka:4.0.0', false],
  ])('a dynamic quorum can have %s: %s', (image, fits) => {
    expect(fitsDynamicQuorum(image)).toBe(fits);
  });
});
