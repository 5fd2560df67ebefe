/** Whether a pod that is older than its StatefulSet is outdated: settings that were altered while it ran are in force already. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../../untyped.ts';

/** Values of variables by name, as they are in force where a pod may still have others. */
export type AlteredVariables = ReadonlyMap<string, string>;

/**
 * Whether a pod has all that a template says, but for variables whose values were altered while it ran. A pod has more
 * than its template where Kubernetes, or an admission webhook, has put it in; no variable may be among that.
 */
export function differsOnlyIn(altered: AlteredVariables, template: unknown, pod: unknown): boolean {
  if (Array.isArray(template)) return Array.isArray(pod) && isListAlike(altered, template, pod);
  if (!isRecord(template) || !isRecord(pod)) return isDeepStrictEqual(template, pod);
  return Object.entries(template).every(([key, said]) =>
    key === 'env' ? isEnvironmentAlike(altered, said, pod[key]) : differsOnlyIn(altered, said, pod[key]),
  );
}

/** What has names is found by them, such as containers; anything else by its place. */
function isListAlike(
  altered: AlteredVariables,
  said: readonly unknown[],
  found: readonly unknown[],
): boolean {
  const haveNames = found.every((one) => isRecord(one) && 'name' in one);
  if (!haveNames && said.length !== found.length) return false;
  return said.every((one, at) => {
    const name = isRecord(one) && haveNames ? one['name'] : undefined;
    const other =
      name === undefined ? found[at] : found.find((each) => isRecord(each) && each['name'] === name);
    return differsOnlyIn(altered, one, other);
  });
}

function isEnvironmentAlike(altered: AlteredVariables, said: unknown, found: unknown): boolean {
  const [wanted, there] = [variablesOf(said), variablesOf(found)];
  for (const [name, value] of altered) {
    // A value that the template has since been given for another reason is in force nowhere.
    if (!isDeepStrictEqual(wanted.get(name), { name, value })) continue;
    wanted.delete(name);
    there.delete(name);
  }
  return isDeepStrictEqual(wanted, there);
}

function variablesOf(env: unknown): Map<unknown, unknown> {
  return new Map(Array.isArray(env) ? env.map((one) => [isRecord(one) ? one['name'] : one, one]) : []);
}
