/** What `up` goes on from: what the place says, to which what is stored only adds. */
import { describe, expect, it } from 'vitest';
import { instanceThere, type PlacePresence } from '../../../src/cluster/place-presence.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { resolved } from '../../support/topologies.ts';

const id = 'multi-broker-kubernetes';
const fresh: Instance = {
  schemaVersion: 1,
  id,
  runtime: 'kubernetes',
  portOffset: 0,
  topology: resolved('single-broker'),
  filesDir: '',
  signed: true,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const brokers = ['broker-1', 'broker-2', 'broker-3'];
const topology = resolved('multi-broker');
const presence: PlacePresence = {
  where: 'namespace klab-multi-broker of context kind-shared',
  deployed: { instance: id, topology, portOffset: 0, clusterId: 'deployed' },
  nodes: brokers,
  data: brokers,
  foreign: [],
};
const stored: Instance = { ...fresh, topology, clusterId: 'stored', filesDir: '/files' };

/** What is refused, in words. */
function refusal(there: PlacePresence, known?: Instance): string {
  try {
    instanceThere(fresh, known, there);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
}

describe('the instance that is there', () => {
  it('is none where the place has nothing, whatever is stored', () => {
    expect(instanceThere(fresh, stored, undefined)).toBeUndefined();
  });

  it('is what was deployed, from any home', () => {
    expect(instanceThere(fresh, undefined, presence)).toMatchObject({ id, topology, clusterId: 'deployed' });
  });

  it('is what was deployed, not what is stored', () => {
    const old = { ...stored, topology: resolved('single-broker') };
    expect(instanceThere(fresh, old, presence)).toMatchObject({
      topology,
      clusterId: 'deployed',
      filesDir: '/files',
    });
  });

  it('is data alone, too', () => {
    expect(instanceThere(fresh, undefined, { ...presence, nodes: [] })).toMatchObject({ topology });
  });

  it('is what is stored where nothing there tells it any more', () => {
    const { deployed: _, ...untold } = presence;
    expect(instanceThere(fresh, stored, untold)).toBe(stored);
  });

  it('of an older lab is believed to be its home’s', () => {
    const { signed: _, ...older } = stored;
    const there = { ...presence, foreign: ['StatefulSet broker-1'] };
    expect(instanceThere(fresh, older, there)).toMatchObject({ topology });
    expect(instanceThere(fresh, older, there)?.signed).toBeUndefined();
  });
});

describe('up refuses', () => {
  it('what somebody else deployed, from any home', () => {
    const there = {
      ...presence,
      foreign: ['ConfigMap klab-topology', ...brokers.map((id) => `StatefulSet ${id}`)],
    };
    const words =
      "multi-broker-kubernetes is there in namespace klab-multi-broker of context kind-shared, and klab's up did not make ConfigMap klab-topology, StatefulSet broker-1, StatefulSet broker-2 and 1 more; use it as it is (klab status multi-broker-kubernetes), remove it first (klab down multi-broker-kubernetes --yes), or use --port-offset N";
    expect(refusal(there)).toBe(words);
    expect(refusal(there, stored)).toBe(words);
  });

  it('what nobody can tell, saying what there is of it', () => {
    const { deployed: _, ...untold } = presence;
    expect(refusal({ ...untold, nodes: [] })).toMatch(
      /^volumes with data of broker-1, broker-2, broker-3 of multi-broker-kubernetes are in namespace .*, and nothing there tells any more what they were brought up as; put that back/,
    );
    expect(refusal(untold)).toMatch(/^nodes broker-1, broker-2, broker-3 and volumes with data of broker-1/);
  });

  it('nodes and data that do not belong to what was deployed or stored', () => {
    const smaller = { ...presence.deployed!, topology: resolved('single-broker') };
    expect(refusal({ ...presence, deployed: smaller, nodes: ['broker-1'] })).toMatch(
      /^volumes with data of broker-2, broker-3 are in namespace .*, and multi-broker-kubernetes as it was brought up has none such; take it down first/,
    );
    const { deployed: _, ...untold } = presence;
    expect(refusal(untold, { ...stored, topology: resolved('single-broker') })).toMatch(
      /^nodes broker-2, broker-3 and/,
    );
  });

  it('a namespace that holds another topology', () => {
    const other = { ...presence.deployed!, instance: 'orders-kubernetes' };
    expect(refusal({ ...presence, deployed: other })).toBe(
      'namespace klab-multi-broker of context kind-shared holds orders-kubernetes, not multi-broker-kubernetes; use --port-offset N',
    );
  });
});
