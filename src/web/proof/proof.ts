/** What proves something of the cluster, smoke checks or a drill: one at a time, its lines as they come, its report. */
import { stripVTControlCharacters } from 'node:util';
import { displayedDrill } from '../../app/drill.ts';
import { runChecks } from '../../checks/run-checks.ts';
import type { CheckResult } from '../../checks/kit/check.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillPlan } from '../../drills/plan/plan.ts';
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import { renderDrillReport } from '../../report/html/drill-page.ts';
import { drillProgress, verdictLine } from '../../report/text/drill-report.ts';
import { counts, isSaid } from '../../report/text/smoke-report.ts';
import type { ProofLine, ProofView } from '../view.ts';

/** As many reports as are kept to be looked at. */
const mostReports = 10;

/** Runs what proves something, and keeps what came of it. */
export class Proof {
  private readonly onChange: () => void;
  private readonly reports = new Map<number, string>();
  private begun = 0;
  private now: ProofView | undefined;
  private stopper = new AbortController();
  private work: Promise<void> = Promise.resolve();

  /** @param onChange told whenever there is something new to see. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** What runs, or ran last; undefined before anything did. */
  get view(): ProofView | undefined {
    return this.now;
  }

  /** The page of a drill by its number; undefined where there is none such. */
  reportOf(number: number): string | undefined {
    return this.reports.get(number);
  }

  /** Begins to prove what smoke checks claim. @throws LabError `node-state` while something else runs */
  smoke(cluster: RunningCluster, only: readonly string[]): void {
    this.begin(`smoke checks on ${cluster.instance.id}`, async (signal) => {
      const results = await runChecks(cluster, {
        only,
        signal,
        onStart: ({ name }) => this.doing(name),
        onTidy: (text) => this.doing(text),
        onResult: (result) => {
          if (isSaid(result)) this.say(lineOf(result));
        },
      });
      const { passed, failed, skipped } = counts(results.filter(isSaid));
      const text = `${passed} passed, ${failed} failed, ${skipped} skipped`;
      return { text, mark: failed > 0 ? 'bad' : 'good' };
    });
  }

  /** Begins a drill. @throws LabError `node-state` while something else runs */
  drill(cluster: RunningCluster, plan: DrillPlan): void {
    const number = this.begin(`${plan.name} on ${cluster.instance.id}`, async (signal) => {
      const result = await displayedDrill(cluster, plan, {}, (topology) => this.display(topology), signal);
      this.reports.set(number, await renderDrillReport(result));
      for (const old of [...this.reports.keys()].slice(0, -mostReports)) this.reports.delete(old);
      const { outcome } = result.verdict;
      const mark = outcome === 'held' ? 'good' : outcome === 'broken' ? 'bad' : 'dim';
      return { text: stripVTControlCharacters(verdictLine(result.verdict)), mark };
    });
  }

  /** Ends what runs; it brings back first what it broke. */
  stop(): void {
    this.stopper.abort(new InterruptedError());
  }

  /** Resolves once nothing runs any more. */
  async ended(): Promise<void> {
    await this.work;
  }

  private display(topology: RunningCluster['topology']) {
    const describe = drillProgress(topology);
    return {
      onEvent: (event: Parameters<typeof describe>[0]) => {
        const text = describe(event);
        if (text !== undefined)
          this.say({ text: `${(event.atMs / 1_000).toFixed(1)} s: ${text}`, mark: 'dim' });
      },
      stop: () => undefined,
    };
  }

  private begin(title: string, work: (signal: AbortSignal) => Promise<ProofLine>): number {
    if (this.now?.isRunning === true) {
      throw new LabError('node-state', `${this.now.title} runs; stop it, or wait for its end`);
    }
    this.begun += 1;
    this.stopper = new AbortController();
    this.now = { number: this.begun, title, isRunning: true, lines: [], hasReport: false };
    this.work = this.finish(work(this.stopper.signal));
    this.onChange();
    return this.begun;
  }

  private async finish(work: Promise<ProofLine>): Promise<void> {
    let last: ProofLine;
    try {
      last = await work;
    } catch (error) {
      const details = error instanceof LabError ? error.details : [];
      last = { text: [messageOf(error), ...details].join('; '), mark: 'bad' };
    }
    this.say(last);
    if (this.now !== undefined) {
      const { doing: _, ...now } = this.now;
      this.now = { ...now, isRunning: false, hasReport: this.reports.has(now.number) };
    }
    this.onChange();
  }

  private say(line: ProofLine): void {
    if (this.now !== undefined) this.now = { ...this.now, lines: [...this.now.lines, line] };
    this.onChange();
  }

  private doing(text: string): void {
    if (this.now !== undefined) this.now = { ...this.now, doing: text };
    this.onChange();
  }
}

function lineOf({ name, claim, outcome, detail }: CheckResult): ProofLine {
  const marks = { passed: 'good', failed: 'bad', skipped: 'dim' } as const;
  return { text: `${outcome}: ${name}. ${claim} ${detail}`, mark: marks[outcome] };
}
