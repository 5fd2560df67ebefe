/** `klab secrets`: the Secrets that pods of a secured topology wait for, for whoever deploys it without `klab up`. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { makeSecrets } from '../src/app/secrets.ts';
import { makeFolder, writeWhole } from '../src/files.ts';
import { UsageError } from '../src/index.ts';
import { maxPortOffset } from '../src/kafka/ports.ts';
import { workTreeOf } from '../src/runtimes/host/git.ts';
import { registry } from '../topologies/index.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface SecretsOptions extends CommonOptions {
  readonly out?: string;
  readonly stdout?: boolean;
  readonly namespace?: string;
  readonly portOffset?: number;
  readonly secure?: boolean;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'secrets',
    'Make the Secrets that the pods of a secured topology wait for, for whoever deploys it without klab up.',
    'klab secrets secure --stdout | kubectl apply --server-side --filename -',
  )
    .argument('<topology>', 'a name from klab list, or a file of manifests that a chart has made')
    .option('--out <dir>', 'folder to write secrets.yaml to, for its owner alone')
    .option('--stdout', 'print them instead: for a pipe, since they are secret')
    .option('--namespace <name>', "namespace of the pods (default: the topology's own)")
    .option(
      '--port-offset <n>',
      'as the manifests were rendered with',
      wholeNumber('--port-offset', 0, maxPortOffset),
    )
    .option('--secure', 'of a topology that is not secured by itself, as klab up --secure makes it')
    .option('--json', 'print JSON, which holds nothing secret')
    .action(secrets);
}

async function secrets(name: string, options: SecretsOptions): Promise<void> {
  const { out, stdout, namespace, portOffset, secure, json } = options;
  if ((out === undefined) === (stdout === undefined)) {
    throw new UsageError('say where the secrets are to go: --out DIR for a file, or --stdout for a pipe');
  }
  if (stdout && json)
    throw new UsageError('--json prints nothing secret, and --stdout nothing else; use one of them');
  const path = out === undefined ? undefined : join(resolve(out), 'secrets.yaml');
  if (path !== undefined) await assertUntracked(path);
  const made = await makeSecrets({
    topologies: registry,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(portOffset !== undefined && { portOffset }),
    ...(secure && { secure }),
  });
  if (path === undefined) {
    process.stdout.write(made.manifests());
    return;
  }
  await makeFolder(resolve(out!));
  await writeWhole(path, made.manifests(), { secret: true });
  const { instance, secrets: names } = made;
  if (json) printJson({ instance, namespace: made.namespace, secrets: names, file: path, kept: made.kept });
  else {
    console.log(
      `${names.length} Secrets of namespace ${made.namespace} in ${path}, which is secret: for its owner alone`,
    );
    console.log(`apply them: kubectl apply --server-side --filename ${path}`);
    console.log(`klab keeps them too, so that it is let in: ${made.kept}`);
  }
}

/** @throws UsageError where a file would be one command away from everybody who gets the repository */
async function assertUntracked(path: string): Promise<void> {
  const root = await workTreeOf(path);
  if (root === undefined) return;
  throw new UsageError(
    `${path} would be in the git work tree ${root}, which does not ignore it; use a folder outside, or --stdout`,
  );
}
