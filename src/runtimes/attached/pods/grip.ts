/** What klab has hold of the processes in pods of others by: found out when it attaches, since it lasts as long as their images do. */
import { LabError } from '../../../errors.ts';
import { listMachines } from '../../kubernetes/place/machines.ts';
import { kindOfContext } from '../../kubernetes/place/place.ts';
import { isFirstProcess } from '../../kubernetes/nodes/signals.ts';
import type { KubectlPlace } from '../../kubernetes/kubectl/kubectl.ts';
import type { TiedPod } from './nodes.ts';
import type { Grip, HeldPod } from './place.ts';

/** The same pods, with what each is held by. */
export async function heldPods(
  place: KubectlPlace,
  pods: Readonly<Record<string, TiedPod>>,
): Promise<Readonly<Record<string, HeldPod>>> {
  const isKind = await hasMachinesHere(place.context);
  const held = Object.entries(pods).map(
    async ([id, pod]) => [id, { ...pod, grip: isKind ? 'machine' : await gripOn(place, pod) }] as const,
  );
  return Object.fromEntries(await Promise.all(held));
}

/** Whether its machines are containers of this engine, into which klab may go as root. */
async function hasMachinesHere(context: string): Promise<boolean> {
  const kind = kindOfContext(context);
  if (kind === undefined) return false;
  try {
    return (await listMachines(kind)).length > 0;
  } catch (error) {
    // Without an engine here there are none of its machines.
    if (error instanceof LabError) return false;
    throw error;
  }
}

async function gripOn(place: KubectlPlace, { name, container }: TiedPod): Promise<Grip> {
  const isFirst = await isFirstProcess({ place, pod: name, container, isService: false });
  return isFirst === false ? 'session' : 'pod';
}
