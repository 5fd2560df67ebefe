/** Whether Kafka would start a node with a settings file, asked before any node is stopped: its own tool reads the file as a node does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Instance } from '../../cluster/instance.ts';
import { writeWhole } from '../../files.ts';
import { loggingFlags } from '../../kafka/jvm.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { runCommand } from '../host/process.ts';
import { instanceDir } from '../instances.ts';
import { throwawayJvmFlags } from './java/jvm-flags.ts';
import { prepareLaunch, readPlan } from './launcher.ts';

/** The tool takes a second; a machine that swaps takes longer. */
const readTimeoutMs = 60_000;

/** A file that cannot be is a failure of Java's; that storage is as it should be, or not, is none. */
const failure = /Exception in thread "main" [\w.$]+: (.*)/;

/** Why Kafka would not start a node with these files, in its own words; undefined where it would. */
export async function refusal(
  instance: Instance,
  nodeId: string,
  files: readonly RenderedFile[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const planned = (await readPlan(instance)).processes.find(({ id }) => id === nodeId);
  const file = files.find(({ path }) => path === `local/${planned?.config}`);
  if (file === undefined) return undefined;
  const { java, jars } = await prepareLaunch(instance, { signal });
  const folder = await mkdtemp(join(tmpdir(), 'klab-read-'));
  try {
    const settings = join(folder, 'server.properties');
    await writeWhole(settings, file.content);
    const tool = ['kafka.tools.StorageTool', 'info', '--config', settings];
    const { stdall } = await runCommand(java.path, [...throwawayJvmFlags, ...loggingFlags, ...tool], {
      env: { CLASSPATH: jars.join(delimiter) },
      // Paths in the file begin there.
      cwd: instanceDir(instance.id),
      timeoutMs: readTimeoutMs,
      signal,
    });
    return failure.exec(stdall)?.[1];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
