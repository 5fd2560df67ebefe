/** What is dropped where a pod is cut off; that it is dropped, the end-to-end test sees. */
import { describe, expect, it } from 'vitest';
import { isolations, type Isolation } from '../../../../../src/cluster/node-status.ts';
import {
  cutRules,
  healRules,
  isolationIn,
} from '../../../../../src/runtimes/kubernetes/nodes/packet-rules.ts';
import { parseRules } from '../../../../../src/runtimes/kubernetes/nodes/pod-network.ts';
import { resolved } from '../../../../support/topologies.ts';

function rules(from: Isolation, topologyName: string, nodeId: string): string[] {
  const topology = resolved(topologyName);
  const node = topology.nodes.find(({ id }) => id === nodeId)!;
  return cutRules(from, node, topology)
    .split('\n')
    .filter((line) => line.startsWith('-A '));
}

describe('a node cut off from', () => {
  it('all has nothing but its own loopback, without ports that are forwarded', () => {
    expect(rules('all', 'multi-broker', 'broker-2')).toEqual([
      '-A KLAB-ALL-IN -i eth0 -j DROP',
      '-A KLAB-ALL-OUT -o eth0 -j DROP',
      '-A KLAB-ALL-OUT -o lo -p tcp --dport 9093 -m owner --uid-owner 0 -j DROP',
    ]);
  });

  it('its cluster keeps the listener for clients, and nothing is dropped before that', () => {
    expect(rules('cluster', 'multi-broker', 'broker-2')).toEqual([
      '-A KLAB-CLUSTER-IN -i eth0 -p tcp --dport 9093 -j ACCEPT',
      '-A KLAB-CLUSTER-OUT -o eth0 -p tcp --sport 9093 -j ACCEPT',
      '-A KLAB-CLUSTER-IN -i eth0 -j DROP',
      '-A KLAB-CLUSTER-OUT -o eth0 -j DROP',
    ]);
    // Brokers use a ZooKeeper server's published port too.
    expect(rules('cluster', 'multi-zookeeper', 'zookeeper-1').join()).not.toContain('ACCEPT');
  });

  it.each([
    { topology: 'multi-broker', node: 'broker-2', ports: [19345, 19346, 19347] },
    { topology: 'multi-broker-isolated', node: 'broker-2', ports: [19345, 19346, 19347] },
    {
      topology: 'multi-zookeeper',
      node: 'broker-2',
      ports: [2181, 2182, 2183, 2888, 2889, 2890, 3938, 3939, 3940],
    },
  ])('the controllers of $topology has all but their ports', ({ topology, node, ports }) => {
    const found = rules('controllers', topology, node);
    const named = found.map((line) => Number(/port (\d+) -j DROP$/.exec(line)?.[1]));
    expect([...new Set(named)].toSorted((a, b) => a - b)).toEqual(ports);
    // Either end, either way.
    expect(found).toHaveLength(ports.length * 4);
  });
});

describe.each(isolations)('%s', (from) => {
  const text = cutRules(from, resolved('multi-broker').nodes[0]!, resolved('multi-broker'));

  it('is one change, which says by its chains what it is', () => {
    expect(text).toMatch(/^\*filter\n[^]*\nCOMMIT\n$/);
    const listing = [...text.matchAll(/^:(\S+)/gm)].map(([, chain]) => `-N ${chain}`).join('\n');
    expect(isolationIn(`-P INPUT ACCEPT\n${listing}\n-A INPUT -j KLAB-X\n`)).toBe(from);
  });

  it('is undone whole', () => {
    const chains = [...text.matchAll(/^:(\S+)/gm)].map(([, chain]) => chain);
    const hooks = [...text.matchAll(/^-I (\S+) 1 -j (\S+)$/gm)].map(
      ([, hook, chain]) => `-D ${hook} -j ${chain}`,
    );
    const undone = healRules(from).split('\n');
    expect(undone).toEqual(expect.arrayContaining(hooks));
    expect(undone).toEqual(expect.arrayContaining(chains.map((chain) => `-X ${chain}`)));
    expect(hooks).toHaveLength(2);
  });
});

it('a pod without chains of the lab is not cut off', () => {
  expect(isolationIn('-P INPUT ACCEPT\n-N KUBE-FIREWALL\n')).toBeUndefined();
});

it('what several pods say is kept apart', () => {
  const listings = parseRules('pod u-1\n-P INPUT ACCEPT\n-N KLAB-ALL-OUT\npod u-2\n-P INPUT ACCEPT\n');
  expect([...listings].map(([uid, text]) => [uid, isolationIn(text)])).toEqual([
    ['u-1', 'all'],
    ['u-2', undefined],
  ]);
  expect(parseRules('')).toEqual(new Map());
});
