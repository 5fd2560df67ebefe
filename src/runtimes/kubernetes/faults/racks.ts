/** A rack is the machines of a zone: on kind they are containers, which can be taken away whole and brought back. */
import { LabError, RuntimeError } from '../../../errors.ts';
import { zoneLabel } from '../../../render/kubernetes/pod/placement.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { docker } from '../../docker/docker.ts';
import { nodesOfRack, rackDoesNotRun, rackRunsAlready } from '../../../cluster/racks.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listNames } from '../kubectl/objects.ts';
import { listMachines, startMachines, type Machine } from '../place/machines.ts';
import { startNodes } from './node-faults.ts';
import { placeOf } from '../place/place.ts';
import { nodesNow } from '../nodes/status.ts';

/** A machine starts its kubelet and then every pod anew: half a minute, on a busy laptop several. */
const returnTimeoutMs = 300_000;

/** The engine ends a machine with everything on it; a busy one takes its time. */
const machineTimeoutMs = 60_000;

/** Takes the machines of a rack away without a word, as a power cut would. */
export async function killRack(instance: Instance, rack: string): Promise<void> {
  const machines = await machinesOf(instance, rack, 'taken away');
  const running = machines.filter((machine) => machine.running).map(({ name }) => name);
  if (running.length === 0) throw rackDoesNotRun(instance, rack);
  await docker(['kill', '--signal', 'KILL', ...running], { timeoutMs: machineTimeoutMs });
}

/** Brings the machines of a rack back and returns once every node on them runs. */
export async function startRack(instance: Instance, rack: string): Promise<void> {
  const machines = await machinesOf(instance, rack, 'brought back');
  const nodes = nodesOfRack(instance.topology, rack);
  const pending = async (): Promise<readonly string[]> =>
    (await nodesNow(instance, nodes)).filter(({ state }) => state === 'stopped').map(({ id }) => id);
  const stopped = await pending();
  if (stopped.length === 0) throw rackRunsAlready(rack);
  await startMachines(machines, { timeoutMs: machineTimeoutMs });
  await startNodes(instance, stopped);
  // What the API server knows of the pods is from before; that a JVM answers is news.
  const what = `the nodes of rack ${rack} to run again`;
  await waitFor({ what, timeoutMs: returnTimeoutMs, intervalMs: 500 }, async () => {
    const missing = await pending();
    const where = machines.map(({ name }) => name).join(', ');
    return missing.length === 0 ? true : new NotYet(`${missing.join(', ')} not yet on ${where}`);
  });
}

/** @throws LabError when the rack has no machines, or none that can be done without. */
async function machinesOf(instance: Instance, rack: string, done: string): Promise<readonly Machine[]> {
  const { context, kindCluster } = placeOf(instance);
  if (kindCluster === undefined) {
    throw new RuntimeError(
      'not-supported',
      `rack ${rack} cannot be ${done}: context ${context} is not known to be kind, and only its machines are the lab's to end; use the nodes of the rack`,
    );
  }
  const selector = `${zoneLabel}=${rack}`;
  const listed = await listNames({ context }, ['nodes', '--selector', selector]);
  const names = listed.map((line) => line.replace(/^node\//, ''));
  const machines = (await listMachines(kindCluster)).filter(({ name }) => names.includes(name));
  if (machines.length === 0) {
    throw new LabError('not-supported', `no machine of kind cluster ${kindCluster} is labelled ${selector}`);
  }
  const controlPlane = machines.find(({ role }) => role === 'control-plane');
  if (controlPlane === undefined) return machines;
  throw new LabError(
    'not-supported',
    `rack ${rack} cannot be ${done}: ${controlPlane.name} runs the API server too; use the nodes of the rack`,
  );
}
