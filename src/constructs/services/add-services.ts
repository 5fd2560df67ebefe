/** Adds the usual side services to any topology. */
import { LabError, UsageError } from '../../errors.ts';
import { JmxExporter } from './jmx-exporter.ts';
import { KafkaConnect } from './kafka-connect.ts';
import { PostgreSql } from './postgresql.ts';
import { Prometheus } from './prometheus.ts';
import { shown } from '../prop-rules.ts';
import { SchemaRegistry } from './schema-registry.ts';
import type { Topology } from '../topology.ts';

/** What can be added to any topology. */
export const addableServices = ['registry', 'connect', 'postgres', 'metrics'] as const;

/** One thing that can be added; `metrics` is an exporter in every broker and Prometheus. */
export type AddableService = (typeof addableServices)[number];

/** Makes the constructs of each service, under the id that the services have in every topology. */
const makers: Readonly<Record<AddableService, (topology: Topology) => void>> = {
  registry: (topology) => void new SchemaRegistry(topology, 'registry'),
  connect: (topology) => void new KafkaConnect(topology, 'connect'),
  postgres: (topology) => void new PostgreSql(topology, 'postgres'),
  metrics(topology) {
    void new JmxExporter(topology, 'metrics');
    void new Prometheus(topology, 'prometheus');
  },
};

/** Constructs by which a topology has a service already. */
const kinds = {
  registry: SchemaRegistry,
  connect: KafkaConnect,
  postgres: PostgreSql,
  metrics: Prometheus,
} as const;

/**
 * Adds services to a topology that has not been resolved yet.
 * @throws UsageError for a service that it has already; LabError for a name that is none.
 */
export function addServices(topology: Topology, services: readonly string[]): void {
  if (!Array.isArray(services)) throw serviceNamesNeeded(services);
  const wanted = [...new Set(services)].map(serviceNamed);
  for (const service of wanted) {
    const found = topology.node.findAll().find((construct) => construct instanceof kinds[service]);
    if (found !== undefined) {
      throw new UsageError(
        `${topology.name} has ${service} already, as ${found.node.id}; leave ${service} out of --with`,
      );
    }
  }
  for (const service of wanted) makers[service](topology);
}

function serviceNamesNeeded(given: unknown): UsageError {
  return new UsageError(
    `services ${shown(given)} are no list; use [${addableServices.map((name) => `'${name}'`).join(', ')}] or some of them`,
  );
}

function serviceNamed(name: string): AddableService {
  const found = addableServices.find((service) => service === name);
  if (found !== undefined) return found;
  throw new LabError('usage', `there is no service "${name}" to add; use ${addableServices.join(', ')}`);
}
