/** The numbers of a matrix's runs in one file, so that hours of measuring are not lost with the last of them. */
import { readFile } from 'node:fs/promises';
import type { KeptMeasures, MatrixSetup } from '../../drills/compare/matrix.ts';
import type { RunMeasures } from '../../drills/compare/run-measures.ts';
import { instead, UsageError } from '../../errors.ts';
import { told, writeWhole } from '../../files.ts';
import { isRecord } from '../../untyped.ts';

/** What must be the same for runs to stand in one table. */
export interface MatrixTerms {
  readonly klabVersion: string;
  readonly runtime: string;
  readonly isolatable: boolean;
  readonly recordsPerSecond: number;
  /** As they were asked for. */
  readonly clients: readonly string[];
  /** Text of the clients' settings. @default their own */
  readonly clientSettings?: string | undefined;
  /** As it was asked for. @default their usual rate */
  readonly clientRecordsPerSecond?: number | undefined;
}

/** A file of runs that is open. */
export interface KeptRuns extends KeptMeasures {
  /** Runs that are in it. */
  readonly count: number;
  /** When the first was begun, ISO 8601. */
  readonly startedAt: string;
}

interface KeptRun {
  readonly setup: string;
  readonly drill: string;
  readonly measures: RunMeasures;
}

/**
 * Opens it; one that is not there yet is made with the first run.
 * @throws UsageError where it is no such file, or holds runs that were made otherwise; LabError `storage` where it cannot be read
 */
export async function keptRuns(path: string, terms: MatrixTerms): Promise<KeptRuns> {
  const text = await told(path, () => readFile(path, 'utf8').catch(instead(undefined, 'ENOENT')));
  const { startedAt, runs } = text === undefined ? fresh() : contentOf(path, text, terms);
  return {
    count: runs.length,
    startedAt,
    of(setup, drill) {
      const key = keyOf(setup);
      return runs.flatMap((run) => (run.setup === key && run.drill === drill ? [run.measures] : []));
    },
    async add(setup, drill, measures) {
      runs.push({ setup: keyOf(setup), drill, measures });
      const content = { schemaVersion: 1, kind: 'matrix-runs', startedAt, terms, runs };
      await writeWhole(path, `${JSON.stringify(content, undefined, 1)}\n`);
    },
  };
}

function fresh(): { startedAt: string; runs: KeptRun[] } {
  return { startedAt: new Date().toISOString(), runs: [] };
}

function contentOf(path: string, text: string, terms: MatrixTerms): { startedAt: string; runs: KeptRun[] } {
  const { kind, terms: before, startedAt, runs } = parsed(text);
  if (kind !== 'matrix-runs' || !isRecord(before) || typeof startedAt !== 'string' || !Array.isArray(runs)) {
    throw new UsageError(`--keep ${path} is no file of runs that klab wrote; use another name`);
  }
  // What is undefined is not in a file.
  const now: Readonly<Record<string, unknown>> = parsed(JSON.stringify(terms));
  const other = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]),
  );
  if (other.length === 0) return { startedAt, runs: runs as KeptRun[] };
  throw new UsageError(
    `--keep ${path} holds runs that were made otherwise (${other.join(', ')}); use the same options, or another file`,
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function keyOf({ topology, upgradeTo }: MatrixSetup): string {
  const { name, kafkaVersion, sessionTimeoutMs, security } = topology;
  const versions = upgradeTo === undefined ? kafkaVersion : `${kafkaVersion} to ${upgradeTo}`;
  return `${name} ${versions} ${sessionTimeoutMs}${security === undefined ? '' : ' secured'}`;
}
