/** Reads from what an API server says which right somebody lacks, and makes of it one line for whoever must ask for it. */
import { instead, RuntimeError } from '../../../errors.ts';

/** Where every right that klab uses stands, with roles to apply. */
const rightsPage = 'docs/kubernetes-rights.md';

/** What somebody may not do. */
interface MissingRight {
  readonly user: string;
  /** Verb and resource, such as `create pods/exec`. */
  readonly deed: string;
  /** Where, in words. */
  readonly scope: string;
}

/** How every API server refuses, whoever decides for it (apiserver, endpoints/handlers/responsewriters/errors.go). */
const refusal =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)" (?:in the namespace "([^"]*)"|at the cluster scope)/g;

/** Refused because a right is missing: what is only nice to have goes on without. */
export class MissingRightError extends RuntimeError {}

/**
 * The error for rights that are missing; undefined where the text speaks of none: admission refuses in other words.
 * @param said what kubectl or the API server says. @param context of kubectl's configuration that was used.
 */
export function missingRight(said: string, context?: string): MissingRightError | undefined {
  const missing = [...said.matchAll(refusal)].map(
    ([, user = '', verb = '', resource = '', group = '', namespace]): MissingRight => ({
      user,
      deed: `${verb} ${resource}${group === '' || group === 'apps' ? '' : `.${group}`}`,
      scope: namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`,
    }),
  );
  const [first] = missing;
  if (first === undefined) return undefined;
  const scopes = [...new Set(missing.map(({ scope }) => scope))];
  const deeds = scopes.map((scope) => {
    const here = missing.filter((right) => right.scope === scope).map(({ deed }) => deed);
    return `${[...new Set(here)].join(', ')} ${scope}`;
  });
  const where = context === undefined ? '' : ` of context ${context}`;
  return new MissingRightError(
    'cluster-refused',
    `${first.user} may not ${deeds.join(', nor ')}${where}; ask its administrators for that: ${rightsPage} has what each verb needs`,
  );
}

/** What the work gives; the other where a right is missing. */
export async function orWithoutRight<T>(work: Promise<T>, without: T): Promise<T> {
  return await work.catch(instead(without, MissingRightError));
}
