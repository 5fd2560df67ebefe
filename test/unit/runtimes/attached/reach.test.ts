/** Of an advertised address that leads nowhere a person learns which, from where it would, and what to set. */
import { describe, expect, it } from 'vitest';
import { meantFor, sharedAddresses, unreachedOf } from '../../../../src/runtimes/attached/reach.ts';
import { deadAddress, standIn } from '../../client/wire/stand-in.ts';

describe('an advertised address', () => {
  it('that leads nowhere is told with its broker, the reason and the fix', async () => {
    const dead = await deadAddress();
    const [unreached, ...others] = await unreachedOf([{ number: 2, address: dead }], undefined, 'box:9092');
    expect(others).toEqual([]);
    const port = dead.split(':')[1];
    expect(unreached?.words).toBe(
      `broker 2 advertises ${dead}, which this host does not reach (connect ECONNREFUSED ${dead}); that is each machine itself; advertised.listeners of broker 2 needs a listener for clients here, such as HOST://box:${port}`,
    );
  });

  it.each(['127.0.0.1', 'localhost'])(
    'of a host that was reached as %s is one of a broker that ended',
    async (host) => {
      const dead = await deadAddress();
      const [unreached] = await unreachedOf([{ number: 2, address: dead }], undefined, `${host}:9092`);
      expect(unreached?.words).toMatch(/where nobody listens now .*: it may have ended, .* publish \d+/);
      expect(unreached?.words).not.toContain('advertised.listeners');
    },
  );

  it('that leads to something is not', async () => {
    await using server = await standIn(() => undefined);
    expect(await unreachedOf([{ number: 1, address: server.address }], undefined, 'box:9092')).toEqual([]);
  });

  it.each([
    ['kafka-1', 'a name without a dot is known to containers or pods of its own network'],
    ['broker.kafka.svc.cluster.local', 'that name is known to pods of its Kubernetes cluster'],
    ['host.docker.internal', 'that name is for containers that go to their host'],
    ['172.18.0.4', 'such an address is known to its own network, as of Docker'],
    ['10.244.0.7', 'such an address is known to its own network'],
    ['kafka.example.com', 'clients elsewhere may reach it'],
  ])('of the form %s: %s', (host, words) => {
    expect(meantFor(host)).toBe(words);
  });

  it('that several brokers share is told', () => {
    const brokers = [1, 2, 3].map((number) => ({ number, address: number === 3 ? 'b:1' : 'a:1' }));
    expect(sharedAddresses(brokers)).toEqual([
      'brokers 1, 2 all advertise a:1: clients get to one of them there; give each its own',
    ]);
  });
});
