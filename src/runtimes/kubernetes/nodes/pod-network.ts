/** The network of one pod, entered from its machine: kind's machines are containers that may do so. */
import { docker } from '../../docker/docker.ts';
import type { NodePod } from '../objects/pods.ts';

/** A busy machine starts a process in seconds. */
const timeoutMs = 30_000;

/**
 * Finds a process of a pod by its control group, which has the pod's uid in its name (kubelet, cgroup_manager_linux.go;
 * systemd's driver writes it with underscores): machines need have no tool that knows pods.
 */
const findPod = `
pod() { file=$(grep -lE "pod($1|\${1//-/_})[./]" /proc/[0-9]*/cgroup 2>/dev/null | head -n 1); pid=\${file//[!0-9]/}; [ -n "$pid" ]; }
inside() { nsenter --target "$pid" --net "$@"; }`;

/** Both families have their own rules; a port is forwarded to whichever of them answers. What is read later comes last. */
const restore = `${findPod}
pod "$1" || { echo "pod $1 has no process here" >&2; exit 1; }
if grep -q . "/proc/$pid/net/if_inet6" 2>/dev/null; then inside ip6tables-restore --wait --noflush <<<"$2" || exit; fi
inside iptables-restore --wait --noflush <<<"$2"`;

const list = `${findPod}
for uid; do pod "$uid" && echo "pod $uid" && inside iptables --wait -S; done; true`;

/** All that runs on a machine here, for those who say what machines must have. */
export const machineScripts: readonly string[] = [restore, list];

/** Changes the packet filter of a pod. @param rules as `iptables-restore` takes them. */
export async function changeRules(pod: NodePod, rules: string): Promise<void> {
  await onMachine(pod.machine ?? '', restore, [pod.uid, rules]);
}

/** What `iptables -S` says in each pod on a machine, by the pod's uid; pods that are gone are left out. */
export async function listRules(
  machine: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return parseRules(await onMachine(machine, list, uids));
}

/** Reads listings, each behind a line that names its pod. */
export function parseRules(output: string): ReadonlyMap<string, string> {
  const listings = output.split(/^pod (?=\S+$)/m).slice(1);
  return new Map(
    listings.map((text) => {
      const end = text.indexOf('\n');
      return [text.slice(0, end), text.slice(end + 1)];
    }),
  );
}

async function onMachine(machine: string, script: string, args: readonly string[]): Promise<string> {
  return docker(['exec', machine, 'bash', '-c', script, 'klab', ...args], { timeoutMs });
}
