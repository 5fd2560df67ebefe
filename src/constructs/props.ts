/**
 * Props as they come from JavaScript, which no compiler has looked at: each is a problem of its own or has the type that it
 * is declared with. A table of rules per construct, which does not compile while a prop has none.
 */
import type { Construct } from 'constructs';
import { TopologyValidationError, type TopologyProblem } from '../errors.ts';
import { nearestName } from '../kafka/nearest.ts';
import { required, shown, type Rule } from './prop-rules.ts';

/** A rule for each prop. */
export type Rules<Props> = { readonly [Name in keyof Required<Props>]: Rule };

/**
 * The props without those that cannot be: their defaults stand in for them, so that the rest is looked at too, and each is
 * a problem of the construct.
 * @param passedOn names that are somebody else's, since topologies pass their own options on. @default none
 * @throws TopologyValidationError where one is missing without which there is nothing to look at.
 */
export function checkedProps<Props extends object>(
  construct: Construct,
  given: Props,
  rules: Rules<Props>,
  passedOn: readonly string[] = [],
): Props {
  const { problems, props } = checked(given, rules, 'props', passedOn);
  if (problems.length > 0) construct.node.addValidation({ validate: () => problems });
  throwMissing(props, rules, pathOf(construct), problems);
  return props;
}

/**
 * The same of a function's options, whose caller must hear of it at once.
 * @param where what they are options of, such as `up`.
 * @throws TopologyValidationError with a problem for each.
 */
export function checkedOptions<Options extends object>(
  where: string,
  given: Options,
  rules: Rules<Options>,
): Options {
  const { problems, props } = checked(given, rules, 'options', []);
  throwMissing(props, rules, where, problems);
  if (problems.length > 0) throw new TopologyValidationError(problemsAt(where, problems));
  return props;
}

function checked<Props extends object>(
  given: unknown,
  rules: Rules<Props>,
  what: string,
  passedOn: readonly string[],
): { problems: string[]; props: Props } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { problems: [`${what} are ${shown(given)}; give an object`], props: {} as Props };
  }
  const problems: string[] = [];
  const props: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(rules, name)) {
      if (!passedOn.includes(name)) problems.push(unknownProblem(name, Object.keys(rules)));
      continue;
    }
    const outcome = rules[name as keyof Props](value, name);
    problems.push(...outcome.problems);
    if (outcome.problems.length === 0) props[name] = outcome.value;
  }
  return { problems, props: props as Props };
}

function unknownProblem(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === undefined
    ? `${name} is unknown; use ${names.toSorted().join(', ')}`
    : `${name} is unknown; did you mean ${near}?`;
}

function throwMissing<Props extends object>(
  props: Props,
  rules: Rules<Props>,
  path: string,
  problems: readonly string[],
): void {
  const missing = Object.entries<Rule>(rules).filter(
    ([name, rule]) => required.has(rule) && !Object.hasOwn(props, name),
  );
  if (missing.length === 0) return;
  const unsaid = missing
    .filter(([name]) => !problems.some((problem) => problem.startsWith(`${name} `)))
    .map(([name, rule]) => `${name} is missing; use ${required.get(rule)}`);
  throw new TopologyValidationError(problemsAt(path, [...problems, ...unsaid]));
}

function problemsAt(path: string, messages: readonly string[]): TopologyProblem[] {
  return messages.map((message) => ({ path, message }));
}

/** As `Topology.pathOf`, which stands above this file. */
function pathOf({ node }: Construct): string {
  const { name } = node.root as Construct & { readonly name?: unknown };
  return [typeof name === 'string' ? name : '', node.path].filter((part) => part !== '').join('/');
}
