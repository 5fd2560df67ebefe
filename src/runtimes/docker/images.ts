/** Gets the images that an engine lacks, so that an image which cannot be had stops `up` before anything is made. */
import { RuntimeError } from '../../errors.ts';
import type { Progress } from '../../cluster/lifecycle.ts';
import { docker, type DockerOptions } from './docker.ts';

/** A large image over a slow line; a pull that stands still is the user's to interrupt. */
const pullTimeoutMs = 3_600_000;

/** A registry that can be reached says within seconds whether it has an image. */
const askTimeoutMs = 60_000;

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

/**
 * Pulls images one after another, once it is known that all of them can be had: who waits for large ones must not learn
 * at the end that a small one is missing.
 * @throws RuntimeError `image-unavailable` that names every image which cannot be had, and the reason.
 */
export async function pullImages(
  images: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (images.length > 1) await assertAllCanBeHad(images, progress, signal);
  for (const image of images) {
    progress.step(`pulling ${image}`);
    const layers = new LayerCount();
    const onLine = (line: string): void => {
      if (layers.read(line)) progress.update(layers.text);
    };
    const failure = await failureOfPull(image, { signal, timeoutMs: pullTimeoutMs, onLine });
    if (failure !== undefined) throw unavailable([{ image, failure }]);
  }
}

/** An image that cannot be had, and what the engine says of it. */
interface LackingImage {
  readonly image: string;
  readonly failure: RuntimeError;
}

async function assertAllCanBeHad(
  images: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  progress.step(`asking for ${images.length} images`);
  const failures = await Promise.all(images.map((image) => failureOfAsking(image, signal)));
  const lacking = images.flatMap((image, index): LackingImage[] => {
    const failure = failures[index];
    return failure === undefined ? [] : [{ image, failure }];
  });
  if (lacking.length > 0) throw unavailable(lacking);
}

/**
 * Begins to pull and stops at the first layer. `docker manifest inspect` would ask as well, but from this process: an
 * engine may be elsewhere, with a proxy, mirrors and a login of its own.
 */
async function failureOfAsking(image: string, signal: AbortSignal): Promise<RuntimeError | undefined> {
  const begun = new AbortController();
  const layers = new LayerCount();
  const onLine = (line: string): void => {
    if (layers.read(line)) begun.abort();
  };
  const either = AbortSignal.any([signal, begun.signal]);
  try {
    return await failureOfPull(image, { signal: either, timeoutMs: askTimeoutMs, onLine });
  } catch (error) {
    if (signal.aborted) throw error;
    // It begins to come, or a slow registry says nothing yet: the pull itself will tell.
    return undefined;
  }
}

/** What the engine says when it cannot pull. @throws whatever else goes wrong. */
async function failureOfPull(image: string, options: DockerOptions): Promise<RuntimeError | undefined> {
  try {
    await docker(['pull', image], options);
    return undefined;
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'engine-refused') return error;
    throw error;
  }
}

function unavailable(lacking: readonly LackingImage[]): RuntimeError {
  const [first] = lacking;
  const reason = first?.failure.message.replace(/^"docker pull" failed: /, '');
  const names = lacking.map(({ image }) => image).join(', ');
  const message =
    lacking.length === 1
      ? `image ${names} cannot be pulled: ${reason}; get it where the network allows (docker save, docker load), or choose another image`
      : `images ${names} cannot be pulled: ${reason}; get them where the network allows (docker save, docker load), or choose other images`;
  return new RuntimeError('image-unavailable', message, { cause: first?.failure });
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
