/** Carries out the steps of a plan while traffic and observer go on. */
import { setTimeout as delay } from 'node:timers/promises';
import { electPreferredLeaders } from '../../client/wire/elect-leaders.ts';
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import type { LabNode } from '../../kafka/node.ts';
import type { CertificateOffice } from '../../cluster/certificates.ts';
import { conditionNames } from '../plan/conditions.ts';
import type { DrillLimits } from '../plan/waits.ts';
import { faults, type FaultKind } from '../faults/index.ts';
import type { SettingsInForce } from '../plan/in-force.ts';
import type { NodeWatch } from '../watch/node-watch.ts';
import { DrillCertificates } from './certificates.ts';
import { OpenFaults } from './open-faults.ts';
import { putRight } from './put-right.ts';
import type { DrillCondition, DrillPlan, DrillStep, DrillTarget } from '../plan/plan.ts';
import { survivesLossOf, type Expectation } from '../plan/expectation.ts';
import { lastingWords } from '../record/incidents.ts';
import { Sight, type SightOptions } from './sight.ts';
import { failoverPatienceMs, waitUnhindered } from './wait-unhindered.ts';

/** What steps work on. */
export interface StepsOptions extends SightOptions {
  readonly plan: DrillPlan;
  readonly inForce: SettingsInForce;
  readonly limits: DrillLimits;
  readonly watch: NodeWatch;
  readonly signal: AbortSignal;
  readonly office?: CertificateOffice | undefined;
}

/** Runs steps, and remembers what they broke. */
export class DrillSteps {
  /** What the drill waited for in vain, in words. */
  readonly notReached: string[] = [];
  /** Why nodes could not be brought back, in words; what comes after it would only wait for them. */
  left: string | undefined;
  /** Why no further step is taken: what somebody else did, in words. */
  disturbed: string | undefined;
  private readonly options: StepsOptions;
  private readonly faults: OpenFaults;
  /** Nodes that the last fault hit. */
  private last: readonly LabNode[] = [];
  private readonly sight: Sight;
  private readonly certificates: DrillCertificates;
  private klabsAuthority: boolean | undefined;
  private expected: Expectation | undefined;

  constructor(options: StepsOptions) {
    this.options = options;
    const { cluster, recorder, limits } = options;
    const { topic } = options.settings;
    this.faults = new OpenFaults({ cluster, recorder, topic, startTimeoutMs: limits.recoveryMs });
    this.sight = new Sight(options);
    this.certificates = new DrillCertificates(options);
  }

  /** What the plan expects of the faults so far; of no fault at all, that everything goes on. */
  get expectation(): Expectation {
    return this.expected ?? { survives: true, because: 'nothing was broken' };
  }

  /** Waits until there is a baseline of every partition's writes. @throws RuntimeError when there is none in time. */
  async warmUp(): Promise<void> {
    const { limits, recorder } = this.options;
    const startedAtMs = recorder.nowMs();
    await this.wait(
      'steady traffic to a healthy topic',
      limits.warmUpMs,
      undefined,
      () => this.sight.missing('full-isr', [], 0) ?? this.sight.lacksBaseline(startedAtMs),
    );
  }

  /** Carries out one step. */
  async run(step: Exclude<DrillStep, { readonly kind: 'lose-member' | 'await-clients' }>): Promise<void> {
    const { cluster, signal, settings, watch, observer } = this.options;
    if (signal.aborted) throw new InterruptedError();
    if (step.onlyWith === 'klabs-authority' && !(await this.hasKlabsAuthority())) return;
    const lasting = watch.lasting();
    const own = { cluster, topic: settings.topic, lost: this.faults.nodes, retire: observer.retire };
    // One node more could cost what the plan does not mean to take.
    if (step.kind === 'fault' && lasting.length > 0) {
      this.disturbed = lastingWords(lasting);
      return this.miss(`no further fault was inflicted: ${this.disturbed}`);
    }
    switch (step.kind) {
      case 'fault':
        return await this.inflict(step.fault, step.target);
      case 'heal':
        return await this.heal();
      case 'elect-preferred':
        this.say('ask for the preferred leaders');
        return await this.electPreferred();
      case 'await':
        if (step.onlyIfSurvives !== true || this.expectation.survives) await this.awaitCondition(step.until);
        return;
      case 'traffic':
        return await this.goOn(step.durationMs);
      case 'run':
        this.say(step.text);
        return await step
          .run({ ...own, certificates: this.certificates, say: (text) => this.say(text) })
          .catch((error: unknown) => this.missOrThrow(error));
    }
  }

  /** What must be there for the next step is a finding where it is not; an interruption and a defect never are. */
  private missOrThrow(error: unknown): void {
    const isMiss = this.options.plan.endsInVain === true && error instanceof LabError;
    if (!isMiss || error instanceof InterruptedError) throw error;
    this.miss(error.message);
  }

  private async hasKlabsAuthority(): Promise<boolean> {
    return (this.klabsAuthority ??= (await this.options.office?.isKlabsAuthority()) ?? false);
  }

  private async goOn(durationMs: number): Promise<void> {
    this.say(`traffic goes on for ${durationMs} ms`);
    await delay(durationMs, undefined, { signal: this.options.signal }).catch(() => {
      throw new InterruptedError();
    });
  }

  /** Whether brokers may be away that nobody brings back: what hangs on them is not waited for. */
  get isBroken(): boolean {
    return this.left !== undefined || this.options.watch.lasting().length > 0;
  }

  /** Whether a step is still taken: what was broken is healed, whatever else happened. */
  goesOn({ kind }: DrillStep): boolean {
    if (this.left !== undefined) return false;
    const isOver = this.options.plan.endsInVain === true && this.notReached.length > 0;
    return (this.disturbed === undefined && !isOver) || (kind === 'heal' && this.faults.nodes.length > 0);
  }

  /**
   * What kept the traffic from becoming steady, where it was somebody else: the drill ends without a fault, and with a report.
   * @throws the error where nobody else had a part in it
   */
  disturb(error: unknown): false {
    const { signal, recorder } = this.options;
    const others = recorder.eventsSoFar().some((event) => event.type === 'incident' && event.ofCluster);
    if (signal.aborted || !others) throw error;
    this.disturbed = messageOf(error);
    this.miss(`nothing was broken: ${messageOf(error)}`);
    return false;
  }

  /** Leaves the cluster as it is to be, however the drill ended: no node keeps a certificate that ends soon. */
  async settle(): Promise<void> {
    try {
      for (const id of this.certificates.endingSoon) {
        const node = this.options.cluster.topology.nodes.find((one) => one.id === id);
        // One that runs has read the old one, and would go on with it.
        if (node !== undefined && !this.faults.nodes.some((lost) => lost.id === id)) {
          this.faults.note('stop', [node]);
          await this.faults.inflict('stop', [node]);
        }
        this.say(`give ${id} a certificate that lasts`);
        await this.certificates.renew(id);
      }
    } catch (error) {
      this.left = messageOf(error);
      this.say(this.left);
    }
    await this.heal();
    this.left ??= await putRight(this.options, (text) => this.say(text));
  }

  /** Undoes every fault that is still open, however the drill ended; what cannot be undone is in `left`. */
  async heal(): Promise<void> {
    try {
      await this.faults.heal();
    } catch (error) {
      this.left = messageOf(error);
      this.say(this.left);
    }
  }

  private async inflict(fault: FaultKind, target: DrillTarget): Promise<void> {
    const { cluster, plan, inForce } = this.options;
    const settings = await inForce.look();
    const nodes = this.sight.nodesOf(target, this.last);
    const rack = target === 'rack' && faults[fault].rack !== undefined ? nodes[0]?.rack : undefined;
    this.last = nodes;
    const what = rack === undefined ? '' : `rack ${rack}: `;
    this.say(`${fault} ${what}${nodes.map((node) => this.sight.described(node)).join(', ')}`);
    this.faults.note(fault, nodes, rack);
    const expectation = plan.expectation ?? survivesLossOf;
    this.expected = expectation(this.faults.nodes, cluster.topology, settings);
    await this.faults.inflict(fault, nodes, rack);
  }

  /** A controller that is not settled yet refuses; Kafka itself would do it in its own time. */
  private async electPreferred(): Promise<void> {
    await electPreferredLeaders(this.options.cluster).catch((error: unknown) => this.say(messageOf(error)));
  }

  private async awaitCondition(until: DrillCondition): Promise<void> {
    const { recorder, limits } = this.options;
    const sinceMs = recorder.nowMs();
    const what = conditionNames[until];
    if (this.isHopeless()) return this.miss(`not waited for ${what}: no broker answers`);
    const timeoutMs = this.faults.nodes.length > 0 ? limits.failoverMs : limits.recoveryMs;
    this.say(`wait for ${what}, ${Math.round(timeoutMs / 1_000)} s at most`);
    try {
      const patienceMs = until === 'full-isr' ? undefined : failoverPatienceMs(this.options.cluster.topology);
      await this.wait(what, timeoutMs, patienceMs, () =>
        this.sight.missing(until, this.faults.nodes, sinceMs),
      );
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
      this.miss(error.message);
    }
  }

  private miss(text: string): void {
    this.notReached.push(text);
    this.say(text);
  }

  /** One wait has been in vain, nobody is left who could tell of a change, and nothing has been healed. */
  private isHopeless(): boolean {
    const { notReached, faults, options } = this;
    return notReached.length > 0 && faults.nodes.length > 0 && options.observer.answering().length === 0;
  }

  /** @param patienceMs undefined where what is waited for needs every node. @throws RuntimeError `not-ready` */
  private wait(
    what: string,
    timeoutMs: number,
    patienceMs: number | undefined,
    missing: () => string | undefined,
  ): Promise<void> {
    return waitUnhindered({ ...this.options, what, timeoutMs, patienceMs }, missing);
  }

  private say(text: string): void {
    this.options.recorder.record({ type: 'step', text });
  }
}
