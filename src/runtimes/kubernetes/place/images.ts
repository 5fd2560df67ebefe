/** Gets a topology's images into the machines of a kind cluster: each where it is missing, and only there. */
import { lines } from '../../../words.ts';
import { docker, type DockerOptions } from '../../docker/docker.ts';
import { missingImages, pullImages } from '../../docker/images.ts';
import type { Progress } from '../../../cluster/lifecycle.ts';
import { loadImage } from './kind.ts';
import { machinesForPods, type Machine } from './machines.ts';

/** Every image of these is in every machine that pods run on, when this returns. */
export async function provideImages(
  cluster: { readonly name: string; readonly machines: readonly Machine[] },
  images: readonly string[],
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const targets = machinesForPods(cluster.machines).map(({ name }) => name);
  const present = await Promise.all(targets.map((machine) => imagesIn(machine, { signal })));
  const lacking = images.flatMap((image) => {
    const machines = targets.filter((_, index) => present[index]?.has(fullReference(image)) !== true);
    return machines.length === 0 ? [] : [{ image, machines }];
  });
  await pullImages(
    await missingImages(
      lacking.map(({ image }) => image),
      { signal },
    ),
    progress,
    signal,
  );
  for (const { image, machines } of lacking) {
    const where = machines.length === 1 ? 'the machine' : `${machines.length} machines`;
    progress.step(`loading ${image} into ${where} of kind cluster ${cluster.name}`);
    await loadImage(cluster.name, image, machines, { signal });
  }
}

/** Asked of containerd itself: what the API server says of a machine's images is minutes old, and not all of it. */
async function imagesIn(machine: string, options: DockerOptions): Promise<ReadonlySet<string>> {
  const args = ['exec', machine, 'ctr', '--namespace', 'k8s.io', 'images', 'ls', '--quiet'];
  return new Set(lines(await docker(args, options)));
}

/** An image's name with everything that Docker lets one leave away (distribution/reference, ParseNormalizedNamed). */
export function fullReference(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const named = hasHost ? image : rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
  return /[:@]/.test(named.slice(named.lastIndexOf('/'))) ? named : `${named}:latest`;
}
