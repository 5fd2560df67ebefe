/** The Prometheus JMX exporter in the JVM of every broker: each serves its own metrics over HTTP inside the cluster. */
import { Construct } from 'constructs';
import type { JavaAgent } from '../../kafka/java-agent.ts';
import { exporterConfig } from '../../kafka/metrics-rules.ts';
import type { LabNode } from '../../kafka/node.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { clusterProblem } from './service-node.ts';
import { Topology, type BrokerAgentSource } from '../topology.ts';
import { aPort, aText } from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';

/** Props of {@link JmxExporter}. */
export interface JmxExporterProps {
  /** Port of the first broker's metrics; broker n has `port + n - 1`. @default 9404 */
  readonly port?: number;
  /** Configuration of the exporter, YAML as in its documentation. @default few metrics of health and load */
  readonly config?: string;
}

/** Name of the brokers' port that serves metrics. */
const metricsPortName = 'metrics';

/** Why this version, and what the library is for: docs/decisions/0009-metrics-agent.md. */
const exporter: Pick<JavaAgent, 'name' | 'artifact' | 'libraries' | 'jvmFlags'> = {
  name: 'jmx',
  artifact: 'io.prometheus.jmx:jmx_prometheus_javaagent:0.20.0',
  libraries: ['com.sun.net.httpserver:http:20070405'],
  jvmFlags: [
    '--add-exports=java.base/sun.security.action=ALL-UNNAMED',
    '-Dcom.sun.net.httpserver.HttpServerProvider=sun.net.httpserver.DefaultHttpServerProvider',
  ],
};

const rules: Rules<JmxExporterProps> = {
  port: aPort,
  config: aText,
};

/** Metrics of every broker of the topology's cluster. */
export class JmxExporter extends Construct implements BrokerAgentSource {
  readonly port: number;
  readonly config: string;

  constructor(scope: Construct, id: string, given: JmxExporterProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.port = props.port ?? servicePorts.metrics;
    this.config = props.config ?? exporterConfig();
    this.node.addValidation({ validate: () => this.problems() });
    Topology.of(this).setBrokerAgent(this);
  }

  agentFor(ordinal: number): Pick<LabNode, 'ports' | 'javaAgent'> {
    return {
      ports: [{ name: metricsPortName, port: this.port + ordinal - 1, published: false }],
      javaAgent: { ...exporter, port: metricsPortName, config: this.config },
    };
  }

  private problems(): string[] {
    const [first, ...others] = Topology.of(this).brokerAgents;
    const isSecond = first !== undefined && others.includes(this);
    return [
      ...clusterProblem(this, 'serves metrics of brokers'),
      ...(isSecond ? [`brokers have metrics from "${first.node.path}" already; keep one of them`] : []),
    ];
  }
}
