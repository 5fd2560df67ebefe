/** The namespace that a context of kubectl's configuration names: who may only look into one need not name it again. */
import { LabError } from '../../../errors.ts';
import { kubectl, kubectlConfig, type KubectlOptions } from './kubectl.ts';

/** What kubectl takes where a context names none. */
const kubernetesDefault = 'default';

/** The namespace that a context names; undefined where it names none. */
export async function namedNamespace(context: string): Promise<string | undefined> {
  const named = 'jsonpath={.contexts[0].context.namespace}';
  const args = ['view', '--minify', '--context', context, '--output', named];
  return (await kubectlConfig(args)).trim() || undefined;
}

/** The namespace that kubectl itself takes for a context. */
export async function contextNamespace(context: string): Promise<string> {
  return (await namedNamespace(context)) ?? kubernetesDefault;
}

/** Whether the user of a context may make namespaces; where the server does not say so, they may try. */
export async function mayMakeNamespaces(context: string, options: KubectlOptions = {}): Promise<boolean> {
  try {
    return (await kubectl({ context }, ['auth', 'can-i', 'create', 'namespaces'], options)).trim() !== 'no';
  } catch (error) {
    // kubectl says no with its exit code, too.
    if (error instanceof LabError && error.code === 'cluster-refused') return false;
    throw error;
  }
}
