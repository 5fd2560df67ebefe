/** The namespace that a context of kubectl's configuration names: who may only look into one need not name it again. */
import { instead } from '../../../errors.ts';
import { kubectl, kubectlConfig } from './kubectl.ts';

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
export async function mayMakeNamespaces(context: string): Promise<boolean> {
  const asked = kubectl({ context }, ['auth', 'can-i', 'create', 'namespaces']);
  // kubectl says no with its exit code, too.
  return (await asked.catch(instead('no', 'cluster-refused'))).trim() !== 'no';
}
