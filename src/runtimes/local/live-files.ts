/** Writes down what an instance's processes were started with: flags from their command lines, settings from their files. */
import { processMarks } from '../../kafka/marks.ts';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { instead } from '../../errors.ts';
import type { PlannedProcess } from '../../render/local/plan.ts';
import { planFile } from '../../render/local/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { instanceDir } from '../instances.ts';
import { parsePs, psOutput } from '../host/ps.ts';
import type { LiveFiles } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/instance.ts';
import { readPlan } from './launcher.ts';

/** A node's process, as its command line has it. */
export interface StartedProcess {
  readonly flags: readonly string[];
  /** Path of its settings file. */
  readonly config: string;
}

/** The plan with the flags that really run, and the files that the processes were pointed at. */
export async function liveFiles(instance: Instance): Promise<LiveFiles> {
  const [plan, output] = await Promise.all([readPlan(instance), psOutput()]);
  const found = plan.processes.map((planned) => ({
    planned,
    started: startedProcess(output, instanceDir(instance.id), planned),
  }));
  const configs = await Promise.all(
    found.map(async ({ planned, started }): Promise<RenderedFile> => {
      const path = started?.config ?? resolve(instance.filesDir, planned.config);
      return { path: join('local', planned.config), content: await textOf(path) };
    }),
  );
  const processes = found.map(({ planned, started }) => ({
    ...planned,
    ...(started && { jvmFlags: started.flags }),
  }));
  const notes = found.flatMap(({ planned, started }) =>
    started === undefined ? [`${planned.id} does not run`] : [],
  );
  const content = stringify({ ...plan, processes }, { lineWidth: 0 });
  return { files: [{ path: join('local', planFile), content }, ...configs], notes };
}

/** Somebody may have removed the file of a process that goes on running. */
async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(instead('', 'ENOENT'));
}

/** The process of a node in the lines of `ps`; undefined where it has none. */
export function startedProcess(
  output: string,
  dir: string,
  { id, mainClass }: Pick<PlannedProcess, 'id' | 'mainClass'>,
): StartedProcess | undefined {
  const mark = `${processMarks(dir, id).join(' ')} `;
  const command = parsePs(output).find((line) => line.command.includes(mark))?.command;
  const [flags = '', config = ''] =
    command?.slice(command.indexOf(mark) + mark.length).split(` ${mainClass} `) ?? [];
  // A path within a flag may hold spaces; no flag of a JVM begins behind one without a dash.
  return command === undefined ? undefined : { flags: flags.split(/ (?=-)/), config };
}
