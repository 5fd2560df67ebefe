/** A drill that a cluster cannot have is refused before anything is made or broken. */
import { describe, expect, it } from 'vitest';
import type { CertificateOffice } from '../../../../src/cluster/certificates.ts';
import type { RuntimeName } from '../../../../src/cluster/instance.ts';
import { obstacleToPart, type Part } from '../../../../src/cluster/runtime.ts';
import { drillNamed } from '../../../../src/drills/index.ts';
import { assertPossibleOn } from '../../../../src/drills/plan/obstacles.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const able = { topology, obstacleToIsolation: async () => undefined };

describe('a drill', () => {
  it.each(['kill-leader', 'stop-leader', 'pause-leader', 'rolling-restart'])(
    '%s needs a runtime that can do something to processes',
    async (name) => {
      await expect(assertPossibleOn(able, drillNamed(name))).resolves.toBeUndefined();
      const attached = {
        ...able,
        obstacleTo: (part: string) =>
          part === 'signals' ? 'the attached runtime cannot end nodes' : undefined,
      };
      await expect(assertPossibleOn(attached, drillNamed(name))).rejects.toMatchObject({
        code: 'not-supported',
        message: `${name} cannot run on multi-broker: the attached runtime cannot end nodes`,
      });
    },
  );

  it('that cuts a node off asks for that alone', async () => {
    const plan = drillNamed('isolate-leader');
    const noSignals = { ...able, obstacleTo: (part: string) => (part === 'signals' ? 'no' : undefined) };
    await expect(assertPossibleOn(noSignals, plan)).resolves.toBeUndefined();
    const unprepared = { ...able, obstacleToIsolation: async () => 'it was brought up without --isolatable' };
    await expect(assertPossibleOn(unprepared, plan)).rejects.toThrow(
      'isolate-leader cannot run on multi-broker: it was brought up without --isolatable',
    );
  });

  it('that takes what is not flushed asks for a disk', async () => {
    const compose = {
      ...able,
      topology: resolved('multi-broker-isolated'),
      obstacleTo: (part: Part) =>
        part === 'signals' ? undefined : obstacleToPart({ name: 'compose' }, part),
    };
    await expect(assertPossibleOn(compose, drillNamed('last-replica-standing'))).rejects.toThrow(
      'last-replica-standing cannot run on multi-broker-isolated: the compose runtime cannot take anything from the disk of a node',
    );
    await expect(assertPossibleOn(able, drillNamed('last-replica-standing'))).rejects.toThrow(
      'cannot run on multi-broker: its brokers are its controllers too (broker-1, broker-2, broker-3), which would go with them; use multi-broker-isolated',
    );
  });

  it('is refused where it may come to a node that nobody can touch', async () => {
    const out = (id: string) => ({
      ...able,
      topology: resolved('multi-zookeeper'),
      obstacleToNode: (nodeId: string) => (nodeId === id ? `${id} is out of reach` : undefined),
    });
    await expect(assertPossibleOn(out('broker-3'), drillNamed('kill-leader'))).rejects.toThrow(
      'kill-leader cannot run on multi-zookeeper: broker-3 is out of reach',
    );
    await expect(assertPossibleOn(out('broker-3'), drillNamed('kill-controller'))).rejects.toThrow(
      'broker-3 is out of reach',
    );
    await expect(assertPossibleOn(out('zookeeper-1'), drillNamed('kill-leader'))).resolves.toBeUndefined();
    await expect(assertPossibleOn(out('zookeeper-1'), drillNamed('lose-zookeeper-quorum'))).rejects.toThrow(
      'zookeeper-1 is out of reach',
    );
  });

  it('is refused on a runtime that cannot have it', async () => {
    const plan = drillNamed('expire-certificate');
    const office = { obstacle: async () => undefined } as CertificateOffice;
    const on = (runtime: RuntimeName) => ({ ...able, topology: resolved('secure'), instance: { runtime } });
    await expect(assertPossibleOn(on('compose'), plan, office)).resolves.toBeUndefined();
    await expect(assertPossibleOn(on('kubernetes'), plan, office)).rejects.toThrow(
      'expire-certificate cannot run on secure: Kubernetes starts a broker that ends again and again',
    );
  });

  it('that replaces certificates needs somebody who issues them and nodes that take them', async () => {
    const plan = drillNamed('rotate-certificates');
    const secured = { ...able, topology: resolved('secure') };
    const office = { obstacle: async () => undefined } as CertificateOffice;
    await expect(assertPossibleOn(secured, plan, office)).resolves.toBeUndefined();
    await expect(assertPossibleOn(secured, plan)).rejects.toThrow('klab has not made its certificates');
    const fixed = { ...secured, obstacleToCertificates: async () => 'its Secrets are somebody else’s' };
    await expect(assertPossibleOn(fixed, plan, office)).rejects.toThrow('its Secrets are somebody else’s');
  });
});
