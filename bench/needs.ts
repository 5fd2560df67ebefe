/** What a benchmark needs of this machine: where it is not there, the benchmark is left out, and says why. */
import { LabError, type LabErrorCode } from '../src/errors.ts';
import type { ResolvedTopology } from '../src/kafka/node.ts';
import { assertEnoughMemory, assertRecentEnough, examineEngine } from '../src/runtimes/docker/engine.ts';
import { missingImages, pullImages } from '../src/runtimes/docker/images.ts';
import { kindVersion } from '../src/runtimes/kubernetes/place/kind.ts';
import { kubectlVersion } from '../src/runtimes/kubernetes/kubectl/kubectl.ts';

/** What errors say that a machine lacks something; all others are failures. */
const lacking: readonly LabErrorCode[] = [
  'java-missing',
  'tool-missing',
  'engine-unavailable',
  'engine-refused',
  'image-unavailable',
  'memory-short',
  'download-failed',
  'not-supported',
  'usage',
];

/** Why a benchmark that ended in an error is left out; undefined where that is a failure. */
export function whyLeftOut(error: unknown): string | undefined {
  return error instanceof LabError && lacking.includes(error.code) ? error.message : undefined;
}

/** @throws LabError unless there is an engine that can run the topology, with all of its images. */
export async function needDocker(topology: ResolvedTopology): Promise<void> {
  const engine = await examineEngine();
  assertRecentEnough(engine, topology);
  assertEnoughMemory(engine, topology);
  await needImages([...new Set(topology.nodes.map(({ image }) => image))]);
}

/** @throws LabError unless there is also what makes a kind cluster. @param nodeImage empty for kind's own */
export async function needKind(topology: ResolvedTopology, nodeImage: string): Promise<void> {
  await needDocker(topology);
  await kindVersion();
  await kubectlVersion();
  if (nodeImage !== '') await needImages([nodeImage]);
}

async function needImages(images: readonly string[]): Promise<void> {
  const quiet = { step() {}, update() {}, note() {} };
  await pullImages(await missingImages(images), quiet, new AbortController().signal);
}
