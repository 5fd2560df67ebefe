/** New certificates in a pod that runs: its Secret is changed, and its machine's kubelet brings that into the mounted folder. */
import type { Instance } from '../../../cluster/instance.ts';
import { LabError, RuntimeError } from '../../../errors.ts';
import { secretsPath } from '../../../kafka/images/image-paths.ts';
import { marks } from '../../../kafka/marks.ts';
import { authorityFile, keystoreFile } from '../../../kafka/security/secret-files.ts';
import type { SecretManifest } from '../../../render/kubernetes/secret-manifests.ts';
import { NotYet, notYet, waitFor } from '../../../wait.ts';
import { knownNode } from '../../shared/node-states.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { listPods, type NodePod } from '../objects/pods.ts';
import { applySecrets, secretsOfNodes, securedOf } from '../objects/secrets.ts';
import { placeOf } from '../place/place.ts';

/** A kubelet that nobody tells looks every minute or so (its sync period, and as much again of chance). */
const seenTimeoutMs = 180_000;

/** Each look is a session in the pod. */
const intervalMs = 1_000;

/**
 * Succeeds once the pod has a certificate and an authority, both of which everybody may know. A mounted folder changes as a
 * whole, so the key is then there too.
 */
const hasFiles = '[[ $(<"$1") == *"$2"* && $(<"$3") == "$4" ]]';

/**
 * Brings the files of a node as they are on this machine into its pod, and returns once they are there; a node that does not
 * run finds them when it does.
 * @throws LabError `node-state` for a node without secrets; RuntimeError `not-ready` where the pod does not get them.
 */
export async function replaceFiles(instance: Instance, nodeId: string): Promise<void> {
  const secret = (await secretsOfNodes(securedOf(instance))).find(
    ({ metadata }) => metadata.labels[marks.node] === nodeId,
  );
  if (secret === undefined) throw new LabError('node-state', `${nodeId} has no secrets that could be others`);
  await applySecrets(instance, [secret]);
  const script = scriptArgs(nodeId, secret);
  const pod = (await listPods(instance)).find((one) => one.nodeId === nodeId && one.containerRunning);
  if (pod === undefined || script === undefined) return;
  await hasten(instance, pod);
  const container = knownNode(instance, nodeId).software;
  const exec = ['exec', pod.name, '--container', container, '--', 'bash', '-c', hasFiles, 'look', ...script];
  await waitFor(
    { what: `${pod.name} to have the new files of its Secret`, timeoutMs: seenTimeoutMs, intervalMs },
    async () => await kubectl(placeOf(instance), exec).then(() => true, whyNot),
  );
}

/** That they are not there yet is the script's only word; what else goes wrong may pass, and is said when time is over. */
function whyNot(error: unknown): NotYet {
  return error instanceof RuntimeError && error.message.includes('exit code 1')
    ? new NotYet('its kubelet has not brought them yet')
    : notYet(error);
}

/** What the script compares with; undefined for a node that has passwords alone. */
function scriptArgs(nodeId: string, { data }: SecretManifest): readonly string[] | undefined {
  const text = (file: string): string =>
    Buffer.from(data[file] ?? '', 'base64')
      .toString()
      .trim();
  const [certificate] =
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text(keystoreFile(nodeId))) ?? [];
  if (certificate === undefined) return undefined;
  const path = (file: string): string => `${secretsPath}/${file}`;
  return [path(keystoreFile(nodeId)), certificate, path(authorityFile), text(authorityFile)];
}

/** A kubelet looks at everything of a pod that has changed, so any change will do; who may not make one waits longer. */
async function hasten(instance: Instance, { name }: NodePod): Promise<void> {
  const args = ['annotate', 'pod', name, `${marks.secrets}=${Date.now()}`, '--overwrite'];
  await kubectl(placeOf(instance), args).catch((error: unknown) => {
    if (!(error instanceof LabError)) throw error;
  });
}
