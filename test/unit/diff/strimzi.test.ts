/** Strimzi's resources with one thing changed: what it is, and how it is judged. */
import { describe, expect, it } from 'vitest';
import { unjudged } from '../../../src/diff/changes.ts';
import { readKubernetes } from '../../../src/diff/readers/kubernetes.ts';
import { allInOne, pools } from '../../support/foreign-manifests.ts';
import { diffOf } from '../../support/diff-models.ts';

function changed(file: string, from: string, to: string) {
  expect(file).toContain(from);
  return diffOf(readKubernetes(file, 'a.yml'), readKubernetes(file.replace(from, to), 'b.yml'));
}

describe("a change of Strimzi's resources", () => {
  it('is none where nothing is', () => {
    expect(changed(pools, 'name: alice', 'name: alice').changes).toEqual([]);
  });

  it.each([
    ['a setting', 'min.insync.replicas: 2', 'min.insync.replicas: 1', 'shop-broker-0', 'high'],
    ['a version taken back', 'version: 4.3.1', 'version: 4.1.0', 'shop-broker-0', 'high'],
    ['certificates', 'tls: true', 'tls: false', 'shop-broker-0', 'high'],
    ['a removed topic', 'kind: KafkaTopic', 'kind: KafkaRebalance', 'topic orders', 'high'],
    ['partitions', 'partitions: 6', 'partitions: 9', 'topic orders', 'medium'],
    ['brokers', 'replicas: 3\n  roles: [broker]', 'replicas: 2\n  roles: [broker]', 'shop-broker-2', 'high'],
  ])('of %s is judged', (_, from, to, group, risk) => {
    const { changes } = changed(pools, from, to);
    const found = changes.filter((one) => one.group === group);
    expect(found.map((one) => one.risk)).toContain(risk);
    expect(unjudged(found)).toEqual([]);
  });

  it('of its own kind is not judged', () => {
    const { changes } = changed(pools, 'topologyKey: topology.kubernetes.io/zone', 'topologyKey: row');
    expect(changes).toHaveLength(1);
    expect(unjudged(changes)).toEqual(changes);
  });

  it('from ZooKeeper to KRaft is one of the whole cluster', () => {
    const { changes } = diffOf(readKubernetes(allInOne, 'a.yml'), readKubernetes(pools, 'b.yml'));
    expect(changes[0]).toMatchObject({ kind: 'topology', before: 'ZooKeeper', after: 'KRaft' });
  });
});
