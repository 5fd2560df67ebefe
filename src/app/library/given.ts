/** What callers in JavaScript may give, whom no compiler has told: topologies, clusters, and options that several functions have. */
import { oneOf, shown, wholeNumber, withMethod, type Rule } from '../../constructs/prop-rules.ts';
import { Topology } from '../../constructs/topology.ts';
import { TopologyValidationError } from '../../errors.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { targets, type ResolvedTopology } from '../../kafka/node.ts';
import { maxPortOffset } from '../../kafka/ports.ts';

/** The name of a target, or of the runtime that runs it. */
export const targetRule = oneOf(targets);

/** What an `AbortController` has. */
export const signalRule = withMethod('throwIfAborted', 'the signal of an AbortController');

/** A number, or the word for one that is found. */
export const portOffsetRule: Rule = (value, at) => {
  const { problems } = wholeNumber(0, maxPortOffset)(value, at);
  return value === 'free'
    ? { problems: [], value }
    : { problems: problems.map((one) => `${one}, or 'free'`), value };
};

/** Something that is told what happens. */
export const progressRule: Rule = (value, at) => {
  const missing = ['step', 'update', 'note'].filter(
    (method) => withMethod(method, '')(value, at).problems.length > 0,
  );
  if (missing.length === 0) return { problems: [], value };
  return {
    problems: [
      `${at} ${shown(value)} has no ${missing.join(', ')}; use an object with step, update and note`,
    ],
  };
};

/** @param where the function that was called. @throws TopologyValidationError for what is no topology. */
export function resolvedOf(given: Topology | ResolvedTopology, where: string): ResolvedTopology {
  if (given instanceof Topology) return given.resolve();
  const { name, nodes, targets: on, mode }: Partial<ResolvedTopology> = given ?? {};
  if (typeof name === 'string' && Array.isArray(nodes) && Array.isArray(on) && mode) return given;
  throw problem(where, `${shown(given)} is no topology; give a Topology, or what its resolve() returns`);
}

/** @param where the function that was called. @throws TopologyValidationError for what is no running cluster. */
export function assertCluster(given: RunningCluster, where: string): void {
  const { instance, topology }: Partial<RunningCluster> = given ?? {};
  const isAsked = withMethod('status', '')(given, '').problems.length === 0;
  if (instance !== undefined && topology !== undefined && isAsked) return;
  throw problem(where, `${shown(given)} is no cluster; give what up() or attach() returns`);
}

/** The error of a function that was given something else. */
export function problem(where: string, message: string): TopologyValidationError {
  return new TopologyValidationError([{ path: where, message }]);
}
