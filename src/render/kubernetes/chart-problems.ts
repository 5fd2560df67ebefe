/** What is wrong with the props of a chart: every problem at once, also of props that a program without types gives. */
import { Topology } from '../../constructs/topology.ts';
import { TopologyValidationError, type TopologyProblem } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { maxPort } from '../../kafka/ports.ts';
import { said } from '../../words.ts';
import { contextOf, type KubernetesOptions } from './context.ts';
import { publishedPortsOf } from './node-ports.ts';

/** Anything but what the types promise may come from JavaScript. */
type Unchecked<T> = { readonly [K in keyof T]?: unknown };

/** What a chart is asked to make. */
export interface ChartRequest {
  /** Path of the chart in its app, which leads its messages. */
  readonly path: string;
  readonly topology: unknown;
  readonly createNamespace: unknown;
  readonly options: Unchecked<KubernetesOptions>;
  /** Path of the chart that has a namespace already, in the same app; undefined where none has. */
  readonly holderOf: (namespace: string) => string | undefined;
}

/** Kubernetes' rule for the names of namespaces (RFC 1123, DNS label). */
const namespacePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The same for the names of Secrets, but for dots, which a name of theirs may have; each node's is its own. */
const secretPattern =
  /^(?=.*\{node\})(?:[a-z0-9]|\{node\})(?:(?:[a-z0-9.-]|\{node\})*(?:[a-z0-9]|\{node\}))?$/;

const secretRule = "use a-z, 0-9, -, . and {node} for the node's id, such as '{node}-secrets'";

/** 16 bytes as Kafka reads them: the example of its own documentation has bits left over, which it does not mind. */
const idPattern = /^[A-Za-z0-9_-]{22}$/;

const namespaceRule = 'use up to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit';

/**
 * The topology, once everything about the chart is right.
 * @throws TopologyValidationError with every problem, of the topology and of the chart.
 */
export function checkedTopology(request: ChartRequest): ResolvedTopology {
  const { path, topology: given } = request;
  const [topology, problems] = resolved(path, given);
  const own = optionProblems(request, topology);
  const all = [...problems, ...own.map((message) => ({ path, message }))];
  if (topology === undefined || all.length > 0) throw new TopologyValidationError(all);
  const { namespace } = contextOf(topology, request.options as KubernetesOptions);
  const late = namespaceProblems(namespace, request.holderOf).map((message) => ({ path, message }));
  if (late.length > 0) throw new TopologyValidationError(late);
  return topology;
}

function resolved(
  path: string,
  given: unknown,
): readonly [ResolvedTopology | undefined, readonly TopologyProblem[]] {
  if (given instanceof Topology) {
    try {
      return [given.resolve(), []];
    } catch (error) {
      if (error instanceof TopologyValidationError) return [undefined, error.problems];
      throw error;
    }
  }
  if (isResolved(given)) return [given, []];
  const message = `topology ${shown(given)} is no topology; use a Topology, or what its resolve() returns`;
  return [undefined, [{ path, message }]];
}

function isResolved(given: unknown): given is ResolvedTopology {
  if (typeof given !== 'object' || given === null) return false;
  const { name, mode, nodes } = given as Unchecked<ResolvedTopology>;
  return typeof name === 'string' && typeof mode === 'string' && Array.isArray(nodes);
}

function optionProblems(
  { createNamespace, options, holderOf }: ChartRequest,
  topology: ResolvedTopology | undefined,
): readonly string[] {
  const { namespace, portOffset, hostAccess, clusterId, secretName } = options;
  return said(
    ...(namespace === undefined ? [] : namespaceProblems(namespace, holderOf)),
    ...(portOffset === undefined ? [] : portOffsetProblems(portOffset, topology)),
    hostAccess !== undefined &&
      hostAccess !== 'node-port' &&
      hostAccess !== 'port-forward' &&
      `hostAccess ${shown(hostAccess)} is no way from the host; use "node-port" or "port-forward"`,
    clusterId !== undefined &&
      !(typeof clusterId === 'string' && idPattern.test(clusterId)) &&
      `clusterId ${shown(clusterId)} is no id of Kafka's; use 22 characters as kafka-storage.sh random-uuid makes them, or leave it away`,
    secretName !== undefined &&
      !(typeof secretName === 'string' && secretPattern.test(secretName)) &&
      `secretName ${shown(secretName)} gives no names of Secrets; ${secretRule}`,
    typeof createNamespace !== 'boolean' &&
      `createNamespace ${shown(createNamespace)} is neither true nor false; use one of them`,
  );
}

function namespaceProblems(namespace: unknown, holderOf: ChartRequest['holderOf']): readonly string[] {
  if (typeof namespace !== 'string' || !namespacePattern.test(namespace)) {
    return [`namespace ${shown(namespace)} cannot be the name of one; ${namespaceRule}`];
  }
  const holder = holderOf(namespace);
  return holder === undefined
    ? []
    : [
        `namespace "${namespace}" has a topology already, of ${holder}, and holds one; use another namespace, or another App where it is for another cluster`,
      ];
}

function portOffsetProblems(portOffset: unknown, topology: ResolvedTopology | undefined): readonly string[] {
  const ports = topology?.nodes.flatMap(publishedPortsOf).map(({ port }) => port) ?? [];
  const highest = Math.max(0, ...ports);
  const most = maxPort - highest;
  if (
    typeof portOffset === 'number' &&
    Number.isInteger(portOffset) &&
    portOffset >= 0 &&
    portOffset <= most
  ) {
    return [];
  }
  const why = highest === 0 ? '' : `, as port ${highest} is the highest that it is added to`;
  return [`portOffset ${shown(portOffset)} is not possible; use a whole number from 0 to ${most}${why}`];
}

/** A value as a person would write it in code. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'that is a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'that is a list' : 'that is an object';
}
