/** Breaks a running cluster under load as often as asked, keeps a report of each drill, and says which drills there are. */
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { drills } from '../drills/index.ts';
import type { DrillPlan } from '../drills/plan/plan.ts';
import type { HistoryEvent } from '../drills/record/history.ts';
import { runDrill, type DrillOptions, type DrillResult } from '../drills/run/run-drill.ts';
import type { DrillSubjects } from '../drills/subjects/subject.ts';
import { assertCanWrite, assertCanWriteInto, writeWhole } from '../files.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { catalogueOf, type CatalogueEntry } from '../report/text/catalogue-report.ts';
import { junitXml } from '../report/text/junit.ts';
import { isNamed, listInstances } from '../runtimes/instances.ts';
import type { ClientAsked } from './clients/asked.ts';
import { prepareClients, type ClientSettings } from './clients/prepare.ts';
import { instanceNamed, type ClusterOptions } from './find/cluster.ts';
import type { TopologyRegistry } from './find/registry.ts';
import { officeOf } from './office.ts';
import { writeDrillReport } from './report-folder.ts';

/** Something that shows a drill as it happens. */
export interface DrillDisplay {
  /** To be told every event as it happens. */
  onEvent(event: HistoryEvent): void;
  /** Leaves the last state to be seen; twice is fine. */
  stop(): void;
}

/** Makes a display. @param title of what it shows, such as `kill-leader on multi-broker-local`. */
export type DisplayDrill = (topology: ResolvedTopology, title: string) => DrillDisplay;

/** What is run, and what is kept of it. */
export interface DrillRequest {
  readonly plan: DrillPlan;
  readonly options: DrillOptions;
  /** Client programs to measure beside the probers. @default none */
  readonly clients?: ClientSettings & { readonly asked: readonly ClientAsked[] };
  /** How often. */
  readonly runs: number;
  /** Folder in which each drill leaves one with its report. */
  readonly out: string;
  /** File for the findings as JUnit XML. @default none */
  readonly junit?: string | undefined;
}

/** How drills are told as they happen. */
export interface DrillTellers {
  readonly display: DisplayDrill;
  /** Told before each. @param run counts from 1 */
  onRun(run: number): void;
  /** Told what each came to, before its report is written. */
  onResult(result: DrillResult): void;
  /** Told where a report is. @param page its path */
  onReport(page: string): void;
  /** Told why a report could not be kept: what a drill cost is told all the same where a disk has filled up meanwhile. */
  onUnwritten(error: unknown): void;
}

/** Nobody breaks a cluster for a report that cannot be kept. @throws LabError `storage` where it cannot. */
export async function assertCanReport({ out, junit }: Pick<DrillRequest, 'out' | 'junit'>): Promise<void> {
  await assertCanWriteInto(out);
  if (junit !== undefined) await assertCanWrite(junit);
}

/** Runs a drill as often as asked, or until it is interrupted. @returns what each came to, and whether all was kept. */
export async function drillRepeatedly(
  cluster: RunningCluster,
  { plan, options, clients, runs, out, junit }: DrillRequest,
  tellers: DrillTellers,
  signal: AbortSignal,
): Promise<{ readonly results: readonly DrillResult[]; readonly areKept: boolean }> {
  const results: DrillResult[] = [];
  let areKept = true;
  const keep = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      areKept = false;
      tellers.onUnwritten(error);
    }
  };
  const subjects = clients && (await prepareClients(clients.asked, clients, cluster, signal));
  try {
    for (let run = 1; run <= runs && !signal.aborted; run += 1) {
      tellers.onRun(run);
      const result = await displayedDrill(cluster, plan, options, tellers.display, signal, subjects);
      tellers.onResult(result);
      results.push(result);
      await keep(async () => tellers.onReport((await writeDrillReport(out, result)).page));
    }
  } finally {
    await subjects?.[Symbol.asyncDispose]();
  }
  if (junit !== undefined) await keep(() => writeWhole(junit, junitXml(results)));
  return { results, areKept };
}

/** Runs a drill on a cluster, showing what happens as it happens. */
export async function displayedDrill(
  cluster: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions,
  makeDisplay: DisplayDrill,
  signal: AbortSignal,
  subjects?: DrillSubjects,
): Promise<DrillResult> {
  const display = makeDisplay(cluster.topology, `${plan.name} on ${cluster.instance.id}`);
  try {
    const onEvent = (event: HistoryEvent): void => display.onEvent(event);
    return await runDrill(cluster, plan, options, { signal, onEvent, office: officeOf(cluster), subjects });
  } finally {
    display.stop();
  }
}

/**
 * Every drill, and which of them a topology can have. An instance may differ from the topology of its name, and have
 * another name; without one it must be a ready-made one.
 */
export async function drillsFor(
  name: string,
  where: ClusterOptions,
  topologies: TopologyRegistry,
): Promise<readonly CatalogueEntry[]> {
  const stored = (await listInstances()).some((instance) => isNamed(instance, name));
  const isReadyMade = topologies.names.includes(name);
  // An engine is asked only for what the lab knows nothing of; what is stored may have gone since.
  if (!stored && isReadyMade) return catalogueOf(drills, topologies.create(name).resolve());
  try {
    return catalogueOf(drills, (await instanceNamed(name, topologies, where)).topology);
  } catch (error) {
    if (!isReadyMade) throw error;
    return catalogueOf(drills, topologies.create(name).resolve());
  }
}
