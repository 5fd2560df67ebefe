import { describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../src/checks/kit/check.ts';
import type { Reach } from '../../../../src/kafka/node.ts';
import {
  expectedAddress,
  judgeListener,
  listenersAnswer,
  type ListenerObservation,
} from '../../../../src/checks/kafka/listeners-answer.ts';
import { resolvedSecurity } from '../../../../src/constructs/security-props.ts';
import type { ListenerAnswer } from '../../../../src/cluster/capabilities.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const instance: Instance = {
  schemaVersion: 1,
  id: 'multi-broker-local-100',
  runtime: 'local',
  portOffset: 100,
  topology,
  clusterId: 'the-id',
  filesDir: '',
  createdAt: '2026-01-01T00:00:00Z',
};
const external = topology.nodes[0]!.listeners.find(({ name }) => name === 'EXTERNAL')!;
const internal = topology.nodes[0]!.listeners.find(({ name }) => name === 'INTERNAL')!;

function judge(
  change: (answer: { clusterId: string; advertised: Map<number, string> }) => Partial<ListenerAnswer>,
): string[] {
  const advertised = new Map([1, 2, 3].map((number) => [number, `127.0.0.1:${9191 + number}`]));
  const healthy = { clusterId: 'the-id', advertised };
  return judgeListener(instance, {
    broker: 'broker-1',
    listener: external,
    answer: { ...healthy, ...change(healthy) },
  });
}

describe('a listener', () => {
  it('is right when it names every broker at its address', () => {
    expect(judge(() => ({}))).toEqual([]);
  });

  it.each<[string, Parameters<typeof judge>[0], string[]]>([
    [
      'a wrong port',
      ({ advertised }) => ({ advertised: new Map(advertised).set(2, '127.0.0.1:9999') }),
      ['broker-1 EXTERNAL names broker-2 at 127.0.0.1:9999, not at 127.0.0.1:9193'],
    ],
    [
      'a host that clients do not know',
      ({ advertised }) => ({ advertised: new Map(advertised).set(2, 'broker-2:9193') }),
      ['broker-1 EXTERNAL names broker-2 at broker-2:9193, not at 127.0.0.1:9193'],
    ],
    [
      'a broker left out',
      ({ advertised }) => ({ advertised: new Map([...advertised].slice(0, 2)) }),
      ['broker-1 EXTERNAL does not name broker-3'],
    ],
    [
      'a broker that there is not',
      ({ advertised }) => ({ advertised: new Map(advertised).set(7, '127.0.0.1:1') }),
      ['broker-1 EXTERNAL names broker 7, which the topology does not have'],
    ],
    [
      'another cluster',
      () => ({ clusterId: 'other' }),
      ['broker-1 EXTERNAL answers as cluster other, not the-id'],
    ],
  ])('shows %s', (_, change, problems) => {
    expect(judge(change)).toEqual(problems);
  });

  it('shows that it does not answer', () => {
    const silent: ListenerObservation = {
      broker: 'broker-2',
      listener: internal,
      error: 'connection refused',
    };
    expect(judgeListener(instance, silent)).toEqual([
      'broker-2 INTERNAL does not answer: connection refused',
    ]);
  });
});

it('says by which protocol and mechanism a listener of a secured cluster did not answer', () => {
  const security = resolvedSecurity({ superUsers: ['admin'] }, 'kraft');
  const secured = { ...instance, topology: { ...topology, security } };
  const silent = { broker: 'broker-2', error: 'no TLS handshake within 3000 ms' };
  expect(judgeListener(secured, { ...silent, listener: external })).toEqual([
    'broker-2 EXTERNAL by SASL_SSL with SCRAM-SHA-512 does not answer: no TLS handshake within 3000 ms',
  ]);
  expect(judgeListener(secured, { ...silent, listener: internal })).toEqual([
    'broker-2 INTERNAL by SSL with a required certificate does not answer: no TLS handshake within 3000 ms',
  ]);
});

it('asks no listener of which it is known that its clients do not get there, and says why', async () => {
  const asked: string[] = [];
  const onCompose = { ...instance, runtime: 'compose' as const, id: 'multi-broker-compose-100' };
  const obstacle = 'this host publishes it at 127.0.0.1 alone';
  const base = { EXTERNAL: 9191, INTERNAL: 19_091 } as const;
  const cluster = {
    instance: onCompose,
    obstacleToReach: async (reach: Reach) => (reach === 'docker-host' ? obstacle : undefined),
    probeListener: async (nodeId: string, name: 'EXTERNAL' | 'INTERNAL') => {
      asked.push(`${nodeId} ${name}`);
      const advertised = new Map([1, 2, 3].map((number) => [number, `127.0.0.1:${base[name] + number}`]));
      return { clusterId: 'the-id', advertised };
    },
  };
  const context = { cluster, note() {} } as unknown as CheckContext;
  expect(await listenersAnswer.run(context)).toBe(
    `6 listeners of 3 brokers answered: INTERNAL (cluster), EXTERNAL (host); DOCKER (docker-host) not asked: ${obstacle}`,
  );
  expect(asked).toHaveLength(6);
});

describe('the expected address', () => {
  it('is of this host wherever clients of the host are, moved by the offset', () => {
    expect(expectedAddress(instance, internal)).toEqual({ host: '127.0.0.1', port: 19_192 });
    expect(expectedAddress({ ...instance, runtime: 'compose' }, external)).toEqual({
      host: '127.0.0.1',
      port: 9_192,
    });
  });

  it('has a host of its own and no offset inside a network', () => {
    expect(expectedAddress({ ...instance, runtime: 'kubernetes' }, internal)).toEqual({ port: 19_092 });
  });
});
