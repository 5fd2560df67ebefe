/** Containers of a cluster whose metadata moves from ZooKeeper to KRaft: each is what its own node is then. */
import { describe, expect, it } from 'vitest';
import { nodesInForm, type NodeForm } from '../../../../src/cluster/migration/forms.ts';
import { withKraft } from '../../../../src/cluster/migration/kraft-topology.ts';
import { composeDocument } from '../../../../src/render/compose/convert.ts';
import { resolved } from '../../../support/topologies.ts';

const zookeeper = resolved('multi-zookeeper');
const kraft = withKraft(zookeeper);
const clusterId = 'ZooKeepersOwnIdOfTheOne';
const servicesAs = (formOf: (id: string) => NodeForm) => {
  const nodes = nodesInForm({ zookeeper, kraft }, formOf);
  return composeDocument({ ...zookeeper, nodes }, { clusterId }).services;
};
const toldIds = (services: ReturnType<typeof servicesAs>) =>
  Object.keys(services).filter((id) => services[id]?.environment?.['CLUSTER_ID'] === clusterId);

describe('while metadata moves', () => {
  it('nodes of KRaft’s alone are told the id that ZooKeeper’s first broker has drawn', () => {
    const controllers = ['controller-101', 'controller-102', 'controller-103'];
    expect(toldIds(servicesAs(() => 'migration'))).toEqual(controllers);
    expect(toldIds(servicesAs((id) => (id === 'broker-2' ? 'kraft' : 'migration')))).toEqual([
      ...controllers,
      'broker-2',
    ]);
  });

  it('brokers change their image with the mode, and have its empty folders', () => {
    const services = servicesAs((id) => (id === 'broker-2' ? 'kraft' : 'migration'));
    const told = (id: string) => [services[id]?.image, services[id]?.tmpfs];
    expect(told('broker-1')).toEqual(['confluentinc/cp-kafka:7.9.7', ['/etc/kafka/secrets']]);
    expect(told('broker-2')).toEqual(['apache/kafka:3.9.2', ['/etc/kafka/secrets', '/mnt/shared/config']]);
    expect(services['broker-1']?.volumes).toEqual(['broker-1-data:/var/lib/kafka/data']);
    expect(services['broker-2']?.volumes).toEqual(['broker-2-data:/var/lib/kafka/data']);
  });

  it('controllers reach brokers that know them by ZooKeeper, and no longer than that', () => {
    const networksAs = (form: NodeForm) =>
      Object.keys(servicesAs(() => form)['controller-101']?.networks ?? {});
    expect(networksAs('migration')).toEqual(['cluster', 'quorum']);
    expect(networksAs('kraft')).toEqual(['quorum']);
  });

  it('what was brought to KRaft renders as if it had been there, with its own id', () => {
    const { services } = composeDocument(kraft, { clusterId });
    expect(new Set(Object.values(services).map(({ environment }) => environment?.['CLUSTER_ID']))).toEqual(
      new Set([clusterId]),
    );
    expect(composeDocument(kraft).services['broker-1']?.environment?.['CLUSTER_ID']).not.toBe(clusterId);
  });
});
