/** Gets the images that an engine lacks, so that an image which cannot be had stops `up` before anything is made. */
import { RuntimeError } from '../errors.ts';
import type { Progress } from './runtime.ts';
import { docker, type DockerOptions } from './docker.ts';

/** A large image over a slow line; a pull that stands still is the user's to interrupt. */
const pullTimeoutMs = 3_600_000;

/** Which of these images the engine does not have. */
export async function missingImages(
  images: readonly string[],
  options: DockerOptions = {},
): Promise<readonly string[]> {
  const present = await Promise.all(images.map((image) => isPresent(image, options)));
  return images.filter((_, index) => present[index] === false);
}

async function isPresent(image: string, options: DockerOptions): Promise<boolean> {
  try {
    await docker(['image', 'inspect', image, '--format', '{{.Id}}'], options);
    return true;
  } catch (error) {
    if (error instanceof RuntimeError && /no such image/i.test(error.message)) return false;
    throw error;
  }
}

/** Pulls images one after another. @throws RuntimeError `image-unavailable` that names the image and the reason. */
export async function pullImages(
  images: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (const image of images) {
    progress.step(`pulling ${image}`);
    const layers = new LayerCount();
    const onLine = (line: string): void => {
      if (layers.read(line)) progress.update(layers.text);
    };
    try {
      await docker(['pull', image], { signal, timeoutMs: pullTimeoutMs, onLine });
    } catch (error) {
      throw error instanceof RuntimeError && error.code === 'engine-refused'
        ? unavailable(image, error)
        : error;
    }
  }
}

function unavailable(image: string, error: RuntimeError): RuntimeError {
  const reason = error.message.replace(/^"docker pull" failed: /, '');
  const fix = 'get it where the network allows (docker save, docker load), or choose another image';
  return new RuntimeError('image-unavailable', `image ${image} cannot be pulled: ${reason}; ${fix}`, {
    cause: error,
  });
}

/** Counts the layers of one pull by the lines that `docker pull` prints where nobody looks: `ID: Pull complete`. */
export class LayerCount {
  private readonly done = new Map<string, boolean>();

  /** @returns whether the line told something new. */
  read(line: string): boolean {
    const [, layer, state] = /^([0-9a-f]{12}): (.+)$/.exec(line.trim()) ?? [];
    if (layer === undefined || state === undefined) return false;
    const done = state === 'Pull complete' || state === 'Already exists';
    if (this.done.get(layer) === done) return false;
    this.done.set(layer, done);
    return true;
  }

  /** How far it is, in words. */
  get text(): string {
    return `${[...this.done.values()].filter(Boolean).length} of ${this.done.size} layers`;
  }
}
