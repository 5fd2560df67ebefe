/** Looks at this machine as `klab doctor` reports it: what is there, what is missing, and how to get it. */
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { instead, messageOf } from '../errors.ts';
import { assertCanWriteInto } from '../files.ts';
import { lockedVersions } from '../kafka/versions/locks.ts';
import { defaultKafkaVersion, type KafkaVersion } from '../kafka/versions/versions.ts';
import { cacheDir, labHome } from '../paths.ts';
import { lines } from '../words.ts';
import { assertRecentEnough, examineEngine } from './docker/engine.ts';
import { kindVersion } from './kubernetes/place/kind.ts';
import { kubectlConfig, kubectlVersion } from './kubernetes/kubectl/kubectl.ts';
import { listKindClusters } from './kubernetes/place/machines.ts';
import { isCached } from './jars/jar-cache.ts';
import { readJarLock } from './jars/jar-lock.ts';
import { describeJava } from './local/java-words.ts';
import { chooseJava } from './local/java/java.ts';
import { listProcesses } from './local/processes.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'missing';
  /** What is there, in words. */
  readonly found: string;
  /** What to do about it, where something is to be done. */
  readonly fix?: string;
}

const oldestNode = [20, 19] as const;
const neededDiskBytes = 1_000_000_000;
/** Somebody waits for the answer. */
const askTimeoutMs = 10_000;
const neededMemoryBytes = 1_500_000_000;

/** Everything the lab needs, in the order in which a person would fix it. */
export async function examine(): Promise<readonly Finding[]> {
  return [
    nodeFinding(process.versions.node),
    ...oneIsEnough(await Promise.all([javaFinding(), dockerFinding()])),
    ...(await Promise.all([kubectlFinding(), kindFinding()])),
    await psFinding(),
    await homeFinding(),
    ...lockedVersions().flatMap(jarsFinding),
    memoryFinding(),
  ];
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (fits) return { name: 'Node.js', state: 'ok', found: version };
  return {
    name: 'Node.js',
    state: 'missing',
    found: version,
    fix: `install Node.js ${oldestNode.join('.')} or newer`,
  };
}

async function javaFinding(): Promise<Finding> {
  try {
    return { name: 'Java', ...describeJava(await chooseJava()) };
  } catch (error) {
    return { name: 'Java', state: 'missing', found: 'none that fits', fix: messageOf(error) };
  }
}

async function dockerFinding(): Promise<Finding> {
  try {
    const engine = await examineEngine({ timeoutMs: askTimeoutMs });
    assertRecentEnough(engine);
    return {
      name: 'Docker',
      state: 'ok',
      found: `Engine ${engine.version}, compose ${engine.composeVersion}`,
    };
  } catch (error) {
    return { name: 'Docker', state: 'missing', found: 'none that fits', fix: messageOf(error) };
  }
}

/** Nothing but the Kubernetes runtime needs it, so its absence is worth a remark only. */
async function kubectlFinding(): Promise<Finding> {
  try {
    const version = await kubectlVersion({ timeoutMs: askTimeoutMs });
    const contexts = lines(await kubectlConfig(['get-contexts', '--output', 'name']));
    return { name: 'kubectl', state: 'ok', found: `${version}, contexts: ${listed(contexts)}` };
  } catch (error) {
    return { name: 'kubectl', state: 'warning', found: 'none that runs', fix: messageOf(error) };
  }
}

async function kindFinding(): Promise<Finding> {
  try {
    const version = await kindVersion({ timeoutMs: askTimeoutMs });
    const clusters = await listKindClusters({ timeoutMs: askTimeoutMs });
    return { name: 'kind', state: 'ok', found: `${version}, clusters: ${listed(clusters)}` };
  } catch (error) {
    return { name: 'kind', state: 'warning', found: 'none that fits', fix: messageOf(error) };
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** Each of these can run the lab alone: what is missing beside one that is there is worth a remark only. */
export function oneIsEnough(runtimes: readonly Finding[]): readonly Finding[] {
  if (runtimes.every(({ state }) => state !== 'ok')) return runtimes;
  return runtimes.map((finding) =>
    finding.state === 'missing' ? { ...finding, state: 'warning' as const } : finding,
  );
}

async function psFinding(): Promise<Finding> {
  try {
    await listProcesses(labHome());
    return { name: 'ps', state: 'ok', found: 'runs' };
  } catch (error) {
    return { name: 'ps', state: 'missing', found: 'does not run', fix: messageOf(error) };
  }
}

/** Whether there is a home, or can be: nobody has one before the first `up`. */
export async function homeFinding(home: string = labHome()): Promise<Finding> {
  try {
    await assertCanWriteInto(home);
    const freeBytes = await freeAt(home);
    const free = `${home}, ${(freeBytes / 1e9).toFixed(1)} GB free`;
    if (freeBytes >= neededDiskBytes) return { name: 'KLAB_HOME', state: 'ok', found: free };
    return {
      name: 'KLAB_HOME',
      state: 'warning',
      found: free,
      fix: 'free 1 GB, or set KLAB_HOME to a larger disk',
    };
  } catch (error) {
    return {
      name: 'KLAB_HOME',
      state: 'missing',
      found: messageOf(error).replace(/;[^;]*$/, ''),
      fix: 'set KLAB_HOME to a folder you can write to',
    };
  }
}

/** What is free where a folder is, or would be. */
async function freeAt(folder: string): Promise<number> {
  const found = await statfs(folder).catch(instead(undefined, 'ENOENT'));
  return found === undefined ? freeAt(dirname(folder)) : found.bavail * found.bsize;
}

/** Of a version that nobody gets unasked there is something to say once somebody has had it. */
function jarsFinding(version: KafkaVersion): readonly Finding[] {
  const { jars } = readJarLock(version);
  const present = jars.filter((jar) => isCached(jar, cacheDir())).length;
  const name = `Kafka ${version}`;
  const found = `${present} of ${jars.length} jars in the cache`;
  if (present === jars.length) return [{ name, state: 'ok', found }];
  if (!Object.values(defaultKafkaVersion).includes(version)) return [];
  return [{ name, state: 'warning', found, fix: 'the first up fetches the rest; that needs the network' }];
}

function memoryFinding(): Finding {
  const found = `${(freemem() / 1e9).toFixed(1)} of ${(totalmem() / 1e9).toFixed(1)} GB free`;
  if (totalmem() >= neededMemoryBytes) return { name: 'Memory', state: 'ok', found };
  return {
    name: 'Memory',
    state: 'warning',
    found,
    fix: 'three brokers take about 450 MB; use single-broker',
  };
}
