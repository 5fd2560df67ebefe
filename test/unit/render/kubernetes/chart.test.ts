import { App, Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { describe, expect, it } from 'vitest';
import { TopologyChart } from '../../../../src/cdk8s.ts';
import { KafkaCluster, ControllerQuorum, Topology } from '../../../../src/index.ts';
import { createTopology } from '../../../../topologies/index.ts';
import { apiProblems } from '../../../support/kubernetes-api.ts';
import { manifestsOf, type Manifest } from '../../../support/manifests.ts';
import { resolved } from '../../../support/topologies.ts';

const synth = (chart: Chart): readonly Manifest[] => Testing.synth(chart) as Manifest[];

describe('TopologyChart in somebody else’s app', () => {
  it('stands beside another chart, in that chart’s namespace, and leaves both as they are alone', () => {
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'shop', labels: { team: 'checkout' } });
    new k8s.KubeConfigMap(shop, 'config', { data: { BOOTSTRAP: 'broker-1:19092' } });
    const kafka = new TopologyChart(app, 'kafka', {
      topology: createTopology('multi-broker'),
      namespace: 'shop',
    });
    kafka.addDependency(shop);

    expect(synth(shop)).toHaveLength(1);
    const manifests = synth(kafka);
    expect(kafka.namespaceName).toBe('shop');
    expect(manifests.map(({ kind }) => kind)).not.toContain('Namespace');
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
    expect(manifests.flatMap(apiProblems)).toEqual([]);
    expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      manifestsOf(resolved('multi-broker'))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .filter((name) => !name.startsWith('Namespace')),
    );
  });

  it('takes two topologies at once, each in its own namespace', () => {
    const app = new App();
    const charts = ['single-broker', 'multi-zookeeper'].map(
      (name) => new TopologyChart(app, name, { topology: resolved(name) }),
    );
    const ids = charts
      .flatMap((chart) => synth(chart))
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('validates a topology of constructs before it makes anything of it', () => {
    const topology = new Topology('mine', { summary: 'wrong' });
    new KafkaCluster(topology, 'kafka', {
      metadata: new ControllerQuorum(topology, 'controllers'),
      brokers: 3,
      replicationFactor: 4,
    });
    expect(() => new TopologyChart(new App(), 'kafka', { topology })).toThrow(
      'mine/kafka: replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
    );
  });
});

describe('options', () => {
  it('move what the host sees by the port offset, into a namespace of its own', () => {
    const manifests = manifestsOf(resolved('multi-broker'), { portOffset: 100 });
    const env = JSON.stringify(manifests);
    expect(manifests[0]?.metadata.name).toBe('klab-multi-broker-100');
    expect(env).toContain('INTERNAL://broker-1:19092,EXTERNAL://127.0.0.1:9192');
    expect(env).toContain('"nodePort":30092');
  });

  it('leave node ports out where the host forwards ports', () => {
    const manifests = manifestsOf(resolved('multi-broker'), { hostAccess: 'port-forward' });
    expect(JSON.stringify(manifests)).not.toContain('nodePort');
    expect(manifests.flatMap(apiProblems)).toEqual([]);
  });

  it('give every namespace a cluster id of its own, which stays the same', () => {
    const idOf = (namespace?: string): string | undefined =>
      /"CLUSTER_ID","value":"([^"]+)"/.exec(
        JSON.stringify(manifestsOf(resolved('multi-broker'), namespace === undefined ? {} : { namespace })),
      )?.[1];
    expect(idOf()).toMatch(/^[\w-]{22}$/);
    expect(idOf()).toBe(idOf());
    expect(idOf('other')).not.toBe(idOf());
  });
});
