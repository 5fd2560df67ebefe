import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  ControllerQuorum,
  JmxExporter,
  KafkaCluster,
  Prometheus,
  Topology,
  type JmxExporterProps,
  type PrometheusProps,
} from '../../../src/index.ts';
import { brokerMetrics, exporterConfig } from '../../../src/kafka/metrics-rules.ts';

interface Parts {
  readonly brokers?: number;
  readonly exporters?: readonly JmxExporterProps[];
  readonly prometheus?: PrometheusProps;
}

function topologyOf({ brokers = 3, exporters = [{}], prometheus }: Parts): Topology {
  const topology = new Topology('t', { summary: 's' });
  // First, to see that what an exporter gives does not hang on the order of constructs.
  if (prometheus !== undefined) new Prometheus(topology, 'prometheus', prometheus);
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers });
  for (const [index, props] of exporters.entries()) new JmxExporter(topology, `metrics-${index + 1}`, props);
  return topology;
}

const messages = (parts: Parts): readonly string[] =>
  topologyOf(parts)
    .problems()
    .map(({ path, message }) => `${path}: ${message}`);

describe('the exporter', () => {
  it('gives each broker a port inside the cluster, and nothing else of the topology', () => {
    const { nodes, targets } = topologyOf({ exporters: [{ port: 7000 }] }).resolve();
    expect(nodes.map(({ ports }) => ports)).toEqual(
      [7000, 7001, 7002].map((port) => [{ name: 'metrics', port, published: false }]),
    );
    expect(nodes.every(({ javaAgent }) => javaAgent?.port === 'metrics')).toBe(true);
    expect(targets).toEqual(['compose', 'kubernetes']);
  });

  it('is there once', () => {
    expect(messages({ exporters: [{}, {}] })).toEqual([
      't/metrics-2: brokers have metrics from "metrics-1" already; keep one of them',
    ]);
  });

  it('needs a cluster', () => {
    const topology = new Topology('t', { summary: 's' });
    new JmxExporter(topology, 'metrics');
    expect(topology.problems().map(({ message }) => message)).toContain(
      'serves metrics of brokers, and the topology has no KafkaCluster; add one',
    );
  });

  it('does not meet a listener', () => {
    expect(messages({ exporters: [{ port: 9092 }] })).toContain(
      't/kafka: port 9092 is used by broker-1 EXTERNAL and broker-1 metrics; move one of them',
    );
  });
});

describe('the exporter’s configuration', () => {
  const config = parse(exporterConfig()) as {
    readonly includeObjectNames: readonly string[];
    readonly rules: readonly { readonly pattern: string; readonly name: string }[];
  };

  /** As the exporter does: the first rule whose pattern is in the bean's text names the metric, in lower case. */
  const nameOf = (bean: string): string | undefined => {
    for (const { pattern, name } of config.rules) {
      const found = new RegExp(pattern).exec(bean);
      if (found) return name.replace('$1', found[1] ?? '').toLowerCase();
    }
    return undefined;
  };

  it('has a rule for each bean that it reads, and names each once', () => {
    const names = config.includeObjectNames.map((bean) => {
      const [, domain, type, name] = /^(.*):type=(.*),name=(.*)$/.exec(bean) ?? [];
      const texts = ['Value', 'Count', 'OneMinuteRate'].map(
        (attribute) => `${domain}<type=${type}, name=${name}><>${attribute}: 1`,
      );
      const found = texts.flatMap((text) => nameOf(text) ?? []);
      expect(found).toHaveLength(1);
      return found[0];
    });
    expect(new Set(names).size).toBe(config.includeObjectNames.length);
    expect(names).toEqual(expect.arrayContaining(Object.values(brokerMetrics)));
  });
});

describe('Prometheus', () => {
  const serviceOf = (props: PrometheusProps, brokers = 3): NonNullable<ReturnType<typeof find>> =>
    find(topologyOf({ brokers, prometheus: props })) ?? expect.fail('no service');
  const find = (topology: Topology) =>
    topology.resolve().nodes.find(({ id }) => id === 'prometheus')?.service;

  it('scrapes every broker each second, and knows it by its id', () => {
    const { files = {} } = serviceOf({}, 2);
    expect(parse(files['/etc/prometheus/prometheus.yml'] ?? '')).toEqual({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [
        {
          job_name: 'kafka',
          static_configs: [
            { targets: ['@{host:broker-1}:9404'], labels: { node: 'broker-1' } },
            { targets: ['@{host:broker-2}:9405'], labels: { node: 'broker-2' } },
          ],
        },
      ],
    });
  });

  it('asks itself where it listens', () => {
    const { command, health } = serviceOf({ port: 9999, retentionHours: 2 });
    expect(command).toEqual(
      expect.arrayContaining(['--web.listen-address=:9999', '--storage.tsdb.retention.time=2h']),
    );
    expect(health).toMatchObject({ command: expect.arrayContaining(['http://127.0.0.1:9999']) });
  });

  it('needs metrics to scrape', () => {
    expect(messages({ exporters: [], prometheus: {} })).toEqual([
      "t/prometheus: scrapes the brokers' metrics, and the topology has no JmxExporter to serve them; add one",
    ]);
  });

  it.each([
    ['scrapeIntervalSeconds', 0],
    ['scrapeIntervalSeconds', 0.5],
    ['retentionHours', -1],
  ])('refuses %s %s', (prop, value) => {
    expect(messages({ prometheus: { [prop]: value } })).toEqual([
      `t/prometheus: ${prop} ${value} is not possible; use a whole number from 1 up`,
    ]);
  });
});
