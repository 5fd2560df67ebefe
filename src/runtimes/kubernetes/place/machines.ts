/** The machines of a kind cluster: containers, found by the label that kind gives them. */
import { lines } from '../../../words.ts';
import { docker, type DockerOptions } from '../../docker/docker.ts';

/** One machine. */
export interface Machine {
  /** Name of the container, and of the Kubernetes node. */
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly running: boolean;
}

const clusterLabel = 'io.x-k8s.kind.cluster';
const roleLabel = 'io.x-k8s.kind.role';
const separator = '\t';

/** All machines of a cluster, also those that are stopped; none where there is no such cluster. */
export async function listMachines(
  cluster: string,
  options: DockerOptions = {},
): Promise<readonly Machine[]> {
  const format = ['{{.Names}}', `{{.Label "${roleLabel}"}}`, '{{.State}}'].join(separator);
  const args = ['ps', '--all', '--filter', `label=${clusterLabel}=${cluster}`, '--format', format];
  return lines(await docker(args, options)).map((line): Machine => {
    const [name = '', role = '', state = ''] = line.split(separator);
    return { name, role: role === 'worker' ? role : 'control-plane', running: state === 'running' };
  });
}

/** Names of the kind clusters on this engine. */
export async function listKindClusters(options: DockerOptions = {}): Promise<readonly string[]> {
  const args = [
    'ps',
    '--all',
    '--filter',
    `label=${clusterLabel}`,
    '--format',
    `{{.Label "${clusterLabel}"}}`,
  ];
  return [...new Set(lines(await docker(args, options)))].toSorted();
}

/** Machines that pods run on: kind keeps them off a control plane that has workers. */
export function machinesForPods(machines: readonly Machine[]): readonly Machine[] {
  const workers = machines.filter(({ role }) => role === 'worker');
  return workers.length === 0 ? machines : workers;
}

/** Starts machines that are stopped, with everything on them. */
export async function startMachines(
  machines: readonly Machine[],
  options: DockerOptions = {},
): Promise<void> {
  const stopped = machines.filter(({ running }) => !running).map(({ name }) => name);
  if (stopped.length > 0) await docker(['start', ...stopped], options);
}

/** Ports of this host that lead to ports of a machine, by the machine's port. */
export async function publishedPorts(
  machine: string,
  options: DockerOptions = {},
): Promise<ReadonlyMap<number, number>> {
  return parsePortBindings(
    await docker(['inspect', machine, '--format', '{{json .HostConfig.PortBindings}}'], options),
  );
}

/** Reads Docker's port bindings (Docker Engine API, HostConfig.PortBindings). */
export function parsePortBindings(json: string): ReadonlyMap<number, number> {
  const bindings = (JSON.parse(json) ?? {}) as Readonly<
    Record<string, readonly { HostPort: string }[] | null>
  >;
  return new Map(
    Object.entries(bindings).flatMap(([port, hosts]) =>
      (hosts ?? []).slice(0, 1).map(({ HostPort }) => [Number.parseInt(port, 10), Number(HostPort)] as const),
    ),
  );
}
