/** Tells before a kind cluster is made whether Linux lets that many machines watch their files: otherwise some never get ready. */
import { readFile } from 'node:fs/promises';
import { lines } from '../../../words.ts';
import { docker, type DockerOptions } from '../../docker/docker.ts';

/** How many one machine takes: containerd, the kubelet and systemd (measured, Kubernetes 1.34). */
const perMachine = 25;

const limitFile = '/proc/sys/fs/inotify/max_user_instances';

/** What to say to the user where it may not be enough; undefined where it is, or where nobody can know. */
export async function inotifyWarning(
  machinesToCome: number,
  options: DockerOptions = {},
): Promise<string | undefined> {
  const limit = await readFile(limitFile, 'utf8').catch(() => undefined);
  // Docker runs in a virtual machine of its own there.
  if (limit === undefined) return undefined;
  const machines = ['ps', '--filter', 'label=io.x-k8s.kind.cluster', '--format', '{{.Names}}'];
  const present = lines(await docker(machines, options)).length;
  return warningFor(present + machinesToCome, Number(limit));
}

/** @param limit Linux's own, for all processes of a user. */
export function warningFor(machines: number, limit: number): string | undefined {
  if (machines * perMachine <= limit) return undefined;
  return `${machines} kind machines may need more than the ${limit} inotify instances that Linux allows; raise it: sysctl fs.inotify.max_user_instances=512`;
}
