/** What proves something of the cluster, smoke checks or a drill: one at a time, its lines as they come, its report. */
import { stripVTControlCharacters } from 'node:util';
import { displayedDrill, type DisplayDrill, type DrillDisplay } from '../../app/drill.ts';
import { runChecks } from '../../checks/run-checks.ts';
import type { CheckResult } from '../../checks/kit/check.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillPlan } from '../../drills/plan/plan.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { renderDrillReport } from '../../report/html/drill-page.ts';
import { drillProgress, verdictLine } from '../../report/text/drill-report.ts';
import { counts, isSaid } from '../../report/text/smoke-report.ts';
import { Course } from '../course.ts';
import type { ProofView } from '../view.ts';
import type { CourseLine } from '../views/course.ts';
import { TimeLine } from './time-line.ts';

/** As many reports as are kept to be looked at. */
const mostReports = 10;

/** Runs what proves something, and keeps what came of it. */
export class Proof {
  private readonly onChange: () => void;
  private readonly course: Course<Pick<ProofView, 'number' | 'title'>>;
  private readonly reports = new Map<number, string>();
  private begun = 0;
  private timeLine: TimeLine | undefined;

  /** @param onChange told whenever there is something new to see. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
    this.course = new Course(onChange, 'stopped');
  }

  /** What runs, or ran last; undefined before anything did. */
  get view(): ProofView | undefined {
    const now = this.course.view;
    if (now === undefined) return undefined;
    const { timeLine } = this;
    return {
      ...now,
      hasReport: this.reports.has(now.number),
      ...(timeLine !== undefined && { timeLine: timeLine.view() }),
    };
  }

  /** The page of a drill by its number; undefined where there is none such. */
  reportOf(number: number): string | undefined {
    return this.reports.get(number);
  }

  /** Whether a group is of what runs now: all that drills and checks make has a name that begins so. */
  owns(group: string): boolean {
    return this.course.view?.isRunning === true && group.startsWith('klab-');
  }

  /** Begins to prove what smoke checks claim. @throws LabError `node-state` while something else runs */
  smoke(cluster: RunningCluster, only: readonly string[]): void {
    const { course } = this;
    this.begin(`smoke checks on ${cluster.instance.id}`, async (_, signal) => {
      const results = await runChecks(cluster, {
        only,
        signal,
        onStart: ({ name }) => course.doing(name),
        onTidy: (text) => course.doing(text),
        onResult: (result) => {
          if (isSaid(result)) course.say(...lineOf(result));
        },
      });
      const { passed, failed, skipped } = counts(results.filter(isSaid));
      const text = `${passed} passed, ${failed} failed, ${skipped} skipped`;
      return { text, mark: failed > 0 ? 'bad' : 'good' };
    });
  }

  /** Begins a drill. @throws LabError `node-state` while something else runs */
  drill(cluster: RunningCluster, plan: DrillPlan): void {
    this.begin(`${plan.name} on ${cluster.instance.id}`, async (number, signal) => {
      const timeLine = new TimeLine(cluster.topology);
      this.timeLine = timeLine;
      const display: DisplayDrill = (topology) => this.display(topology, timeLine);
      const result = await displayedDrill(cluster, plan, {}, display, signal);
      timeLine.judge(result);
      this.reports.set(number, await renderDrillReport(result));
      for (const old of [...this.reports.keys()].slice(0, -mostReports)) this.reports.delete(old);
      const { outcome } = result.verdict;
      const mark = outcome === 'held' ? 'good' : outcome === 'broken' ? 'bad' : 'dim';
      return { text: stripVTControlCharacters(verdictLine(result.verdict)), mark };
    });
  }

  /** Ends what runs; it brings back first what it broke. */
  stop(): void {
    this.course.stop();
  }

  /** Resolves once nothing runs any more. */
  async ended(): Promise<void> {
    await this.course.ended();
  }

  private display(topology: ResolvedTopology, timeLine: TimeLine): DrillDisplay {
    const describe = drillProgress(topology);
    return {
      onEvent: (event) => {
        timeLine.onEvent(event);
        const text = describe(event);
        if (text === undefined) this.onChange();
        else this.course.say(`${(event.atMs / 1_000).toFixed(1)} s: ${text}`);
      },
      stop: () => undefined,
    };
  }

  private begin(title: string, work: (number: number, signal: AbortSignal) => Promise<CourseLine>): void {
    const number = this.begun + 1;
    const busy = `${title} runs; stop it, or wait for its end`;
    this.course.begin({ number, title }, busy, async (signal) => {
      this.timeLine = undefined;
      return await work(number, signal);
    });
    this.begun = number;
  }
}

function lineOf({ name, claim, outcome, detail }: CheckResult): [text: string, mark: CourseLine['mark']] {
  const marks = { passed: 'good', failed: 'bad', skipped: 'dim' } as const;
  return [`${outcome}: ${name}. ${claim} ${detail}`, marks[outcome]];
}
