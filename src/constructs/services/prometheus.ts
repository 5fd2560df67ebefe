/** A Prometheus that scrapes every broker of the topology. */
import type { Construct } from 'constructs';
import { servicePorts } from '../../kafka/ports.ts';
import { hostReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { HttpService, serviceRules, type HttpServiceDescription, type ServiceProps } from './service-node.ts';
import { Topology } from '../topology.ts';
import { aNumber, aPort } from '../prop-rules.ts';
import type { Rules } from '../props.ts';

/** Props of {@link Prometheus}. */
export interface PrometheusProps extends ServiceProps {
  /** Port of its API and pages. @default 9090 */
  readonly port?: number;
  /** Seconds between two scrapes of a broker, a whole number. @default 1, since failovers take seconds */
  readonly scrapeIntervalSeconds?: number;
  /** Hours that samples are kept, a whole number. @default 24 */
  readonly retentionHours?: number;
}

/** Where upstream's image keeps its data and reads its configuration (its Dockerfile). */
const dataPath = '/prometheus';
const configPath = '/etc/prometheus/prometheus.yml';

const rules: Rules<PrometheusProps> = {
  ...serviceRules,
  port: aPort,
  scrapeIntervalSeconds: aNumber,
  retentionHours: aNumber,
};

/** A Prometheus; the id of the construct is the id of the node. */
export class Prometheus extends HttpService<PrometheusProps> {
  readonly scrapeIntervalSeconds: number;
  readonly retentionHours: number;

  constructor(scope: Construct, id: string, given: PrometheusProps = {}) {
    super(scope, id, given, rules, () => ({
      image: serviceImages.prometheus,
      heapMb: 128,
      port: servicePorts.prometheus,
    }));
    this.scrapeIntervalSeconds = this.props.scrapeIntervalSeconds ?? 1;
    this.retentionHours = this.props.retentionHours ?? 24;
  }

  protected override describe(): HttpServiceDescription {
    return {
      software: 'prometheus',
      volumes: [{ name: 'data' }],
      // It is there to see brokers come and go, so it waits for none.
      needsKafka: false,
      service: {
        environment: { GOMEMLIMIT: `${this.heapMb}MiB` },
        command: [
          `--config.file=${configPath}`,
          `--storage.tsdb.path=${dataPath}`,
          `--storage.tsdb.retention.time=${this.retentionHours}h`,
          `--web.listen-address=:${this.port}`,
        ],
        files: { [configPath]: this.config() },
        userId: 65_534,
        volumePaths: { data: dataPath },
        health: {
          kind: 'http',
          port: 'http',
          path: '/-/ready',
          // Upstream's image has no bash. A query is refused, and promtool fails, until Prometheus is ready.
          command: ['promtool', 'query', 'instant', `http://127.0.0.1:${this.port}`, 'vector(1)'],
        },
        pages: [{ port: 'http', scheme: 'http', path: '/graph', title: 'metrics of every broker' }],
      },
    };
  }

  /** Prometheus documentation: "Configuration". */
  private config(): string {
    return [
      'global:',
      `  scrape_interval: ${this.scrapeIntervalSeconds}s`,
      `  scrape_timeout: ${this.scrapeIntervalSeconds}s`,
      'scrape_configs:',
      '  - job_name: kafka',
      '    static_configs:',
      ...this.targets().flatMap(({ id, port }) => [
        `      - targets: ['${hostReference(id)}:${port}']`,
        `        labels: { node: ${id} }`,
      ]),
      '',
    ].join('\n');
  }

  private targets(): readonly { readonly id: string; readonly port: number }[] {
    return Topology.of(this)
      .clusterNodes()
      .flatMap(({ id, javaAgent, ports }) =>
        ports.filter(({ name }) => name === javaAgent?.port).map(({ port }) => ({ id, port })),
      );
  }

  protected override problems(): string[] {
    const { scrapeIntervalSeconds, retentionHours } = this;
    const counts = Object.entries({ scrapeIntervalSeconds, retentionHours })
      .filter(([, value]) => !Number.isInteger(value) || value < 1)
      .map(([prop, value]) => `${prop} ${value} is not possible; use a whole number from 1 up`);
    if (Topology.of(this).brokerAgents.length > 0) return counts;
    return [
      ...counts,
      "scrapes the brokers' metrics, and the topology has no JmxExporter to serve them; add one",
    ];
  }
}
