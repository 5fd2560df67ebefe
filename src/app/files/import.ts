/** Takes a compose file over as a topology of one's own, and writes it where it is asked to. */
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { LabError, UsageError } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { functionName } from '../../import/code.ts';
import { importFiles, nameOf, type Imported } from '../../import/import.ts';
import { proofOf, type ImportProof } from '../../import/proof.ts';
import { hostName } from '../../import/values.ts';
import { composeFiles } from './compose-files.ts';
import { findConfig } from '../own/config-file.ts';
import { shownPath } from '../user-file.ts';

/** What is taken over, and where to. */
export interface ImportRequest {
  /** Compose files that belong together, or a folder with one. */
  readonly paths: readonly string[];
  /** Of the topology. @default that of the file that is written, else of the file that is read, or of its folder */
  readonly name?: string;
  /** Path of the file that is written. @default none is */
  readonly out?: string;
  /** Whether a file that is there is replaced. @default false */
  readonly force?: boolean;
}

/** What was taken over, with the proof where it can be brought up. */
export interface TakenOver extends Imported {
  readonly proof?: ImportProof;
  /** The file that was written. @default none was */
  readonly written?: string;
  /** What is left to do so that verbs know the topology, in words. @default nothing */
  readonly next?: string;
}

/** @throws UsageError for files that cannot be taken over, a name that cannot be, and a file that is there already */
export async function takeOver({ paths, name, out, force = false }: ImportRequest): Promise<TakenOver> {
  if (out !== undefined && !out.endsWith('.ts')) {
    throw new UsageError(`"${out}" is no TypeScript file; end it with .ts, as in topologies/orders.ts`);
  }
  if (out !== undefined && existsSync(out) && !force) {
    throw new UsageError(`${out} is there already; name another file, or add --force`);
  }
  const { files, readBeside } = await composeFiles(paths);
  // What a tool renders of a folder is called by that.
  const own = files.size === 1 ? [...files.keys()].filter((file) => existsSync(file)) : [];
  const [first = ''] = [...own, ...paths];
  const called = out === undefined ? nameOf(resolve(first)) : hostName(basename(out, '.ts'));
  const imported = importFiles(files, readBeside, name ?? (called || nameOf(resolve(first))));
  const { proof, problems } = await proved(imported);
  if (out === undefined) return { ...imported, problems, ...(proof && { proof }) };
  await writeWhole(out, imported.code);
  return {
    ...imported,
    problems,
    ...(proof && { proof }),
    written: out,
    next: nextStep(imported.plan.name, out),
  };
}

/** What cannot be rendered is told among the problems: the rest of what was understood is worth having all the same. */
async function proved(
  imported: Imported,
): Promise<{ readonly proof?: ImportProof; readonly problems: readonly string[] }> {
  const { plan, nodes, notes, problems } = imported;
  if (problems.length > 0) return { problems };
  try {
    return { proof: await proofOf(plan, nodes, notes), problems };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { problems: [error.message] };
  }
}

function nextStep(name: string, out: string): string {
  const made = functionName(name);
  const entry = made === name ? made : `'${name}': ${made}`;
  const config = findConfig();
  const path = relative(config === undefined ? process.cwd() : dirname(resolve(config)), resolve(out));
  const from = path.startsWith('.') ? path : `./${path}`;
  const line = `import { ${made} } from '${from}'; … topologies: { ${entry} }`;
  return config === undefined
    ? `make klab.config.ts: import { defineConfig } from 'kafka-topology-lab'; ${line.replace('… topologies: ', 'export default defineConfig({ topologies: ')} })`
    : `add to ${shownPath(config)}: ${line}`;
}
