import { describe, expect, it } from 'vitest';
import { brokersOf } from '../../../../src/kafka/node.ts';
import { environmentOf, manifestsOf, named } from '../../../support/manifests.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

it('let a side service wait for what it needs, and nobody else', () => {
  const sets = manifestsOf(resolved('full-stack')).filter(({ kind }) => kind === 'StatefulSet');
  const waiting = sets.flatMap(({ metadata, spec }) =>
    ((spec.template.spec.initContainers ?? []) as { command: string[] }[]).map(
      ({ command }) => `${metadata.name}: ${/in (.*); do \(exec/.exec(command.at(-1) ?? '')?.[1]}`,
    ),
  );
  expect(waiting).toEqual([
    'kafka-schema-registry: kafka1/9092',
    'kafka-rest-proxy: kafka1/9092 kafka-schema-registry/8081',
    'kafka-connect: kafka1/9092 kafka-schema-registry/8081',
    'ksqldb-server: kafka1/9092',
    'conduktor-console: kafka1/9092 postgresql/5432',
  ]);
});

describe.each(allTopologies())('manifests of $name', (topology) => {
  const manifests = manifestsOf(topology);
  const sets = manifests.filter(({ kind }) => kind === 'StatefulSet');

  it('begin with the namespace, which enforces the restricted level', () => {
    expect(manifests[0]?.kind).toBe('Namespace');
    expect(manifests[0]?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
    });
  });

  it('have one StatefulSet of one replica per node, behind a headless service of the same name', () => {
    expect(sets.map(({ metadata }) => metadata.name)).toEqual(topology.nodes.map(({ id }) => id));
    for (const set of sets) {
      expect(set.spec).toMatchObject({
        replicas: 1,
        serviceName: set.metadata.name,
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'OnDelete' },
      });
      const service = named(manifests, 'Service', set.metadata.name);
      expect(service.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
      expect(set.spec.template.metadata.labels).toMatchObject(service.spec.selector);
      expect(service.spec.selector).toEqual(set.spec.selector.matchLabels);
    }
  });

  it('let no pod do what the restricted level forbids', () => {
    for (const { metadata, spec } of sets) {
      const pod = spec.template.spec;
      const userId = topology.nodes.find(({ id }) => id === metadata.name)?.service?.userId ?? 1000;
      expect(pod).toMatchObject({
        shareProcessNamespace: true,
        enableServiceLinks: false,
        automountServiceAccountToken: false,
      });
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: userId,
        fsGroup: userId,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.containers).toHaveLength(1);
      expect(pod.containers[0].securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(pod.containers[0].imagePullPolicy).toBe('IfNotPresent');
      expect(pod.containers[0].resources.limits.cpu).toBeUndefined();
    }
  });

  it('reach broker n from the host at node port 30092 + n - 1, and give no node port twice', () => {
    for (const broker of brokersOf(topology)) {
      const [port] = named(manifests, 'Service', `${broker.id}-host`).spec.ports;
      expect(port).toMatchObject({
        name: 'external',
        nodePort: 30_091 + broker.number,
        port: 9_091 + broker.number,
      });
    }
    const nodePorts = manifests
      .flatMap(({ spec }) => (spec?.ports ?? []) as { nodePort?: number }[])
      .flatMap(({ nodePort }) => nodePort ?? []);
    expect(new Set(nodePorts).size).toBe(nodePorts.length);
  });

  it('allow one broker at a time to be taken away, whichever StatefulSet it is of', () => {
    const budget = named(manifests, 'PodDisruptionBudget', 'brokers');
    expect(budget.spec.minAvailable).toBe(brokersOf(topology).length - 1);
    const covered = sets.filter(({ spec }) =>
      Object.entries(budget.spec.selector.matchLabels as Record<string, string>).every(
        ([key, value]) => spec.template.metadata.labels[key] === value,
      ),
    );
    expect(covered.map(({ metadata }) => metadata.name)).toEqual(brokersOf(topology).map(({ id }) => id));
  });

  it('claim storage of the default class for every volume, and mount it', () => {
    for (const { spec } of sets) {
      const claims = spec.volumeClaimTemplates as { metadata: { name: string }; spec: object }[];
      for (const claim of claims) expect(claim.spec).not.toHaveProperty('storageClassName');
      const pod = spec.template.spec as { volumes?: { name: string }[] };
      const mounts = (spec.template.spec.containers[0].volumeMounts ?? []) as { name: string }[];
      // Files and empty folders of side services are no claims.
      const others = new Set(pod.volumes?.map(({ name }) => name));
      expect(mounts.map(({ name }) => name).filter((name) => !others.has(name))).toEqual(
        claims.map(({ metadata }) => metadata.name),
      );
    }
  });

  it('use valid labels only', () => {
    const labels = manifests.flatMap(({ metadata }) => Object.entries(metadata.labels));
    for (const [key, value] of labels) {
      expect(key).toMatch(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/);
      expect(value).toMatch(/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/);
    }
  });
});

describe('placement', () => {
  it('requires the zone that has the name of the rack, which Kafka knows too', () => {
    const manifests = manifestsOf(resolved('three-racks'));
    const { affinity } = named(manifests, 'StatefulSet', 'broker-2').spec.template.spec;
    expect(affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['b'] }] },
    ]);
    expect(environmentOf(manifests, 'broker-2')['KAFKA_BROKER_RACK']).toBe('b');
  });

  it('only wishes for spreading where there are no racks', () => {
    const pod = named(manifestsOf(resolved('multi-broker')), 'StatefulSet', 'broker-1').spec.template.spec;
    expect(pod.affinity).toBeUndefined();
    expect(pod.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
  });
});

describe('environment', () => {
  it('gives a controller no advertised listeners', () => {
    const environment = environmentOf(manifestsOf(resolved('multi-broker-isolated')), 'controller-101');
    expect(environment).not.toHaveProperty('KAFKA_ADVERTISED_LISTENERS');
    expect(environment['KAFKA_LISTENERS']).toBe('CONTROLLER://:19345');
  });

  it('never gives cp-kafka the variables at which it exits', () => {
    const environment = environmentOf(manifestsOf(resolved('multi-zookeeper')), 'broker-1');
    expect(Object.keys(environment)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^KAFKA_(HOST|PORT)$/)]),
    );
    expect(environment['KAFKA_ZOOKEEPER_CONNECT']).toBe('zookeeper-1:2181,zookeeper-2:2182,zookeeper-3:2183');
    expect(environment['KAFKA_LOG_DIRS']).toBe('/var/lib/kafka/data/kafka');
  });
});
