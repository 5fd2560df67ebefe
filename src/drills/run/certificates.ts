/** Replaces certificates for a plan's steps, and writes down what was issued and what brokers show. */
import { setTimeout as delay } from 'node:timers/promises';
import { causeInLog } from '../../client/nodes/ending-in-log.ts';
import { seeCertificate } from '../../client/wire/security/see-certificate.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { BrokerAccess } from '../../cluster/access.ts';
import type { CertificateOffice } from '../../cluster/certificates.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { InterruptedError, LabError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { StepCertificates } from '../plan/plan.ts';
import type { Recorder } from '../record/recorder.ts';
import type { NodeWatch } from '../watch/node-watch.ts';

/** What certificates are replaced with. */
export interface CertificateTools {
  readonly cluster: RunningCluster;
  readonly watch: NodeWatch;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  /** @default nobody issues any, which a plan that needs them is told before */
  readonly office?: CertificateOffice | undefined;
}

const seeTimeoutMs = 5_000;
/** A second has passed on every clock of this machine once so much more has. */
const clockMs = 1_100;

/** Brokers try their own certificate when they start, and end by this; what else fails meanwhile fails by the same. */
function aboutCertificate(lines: readonly string[]): string | undefined {
  const own = lines.find((line) => /ConfigException: .*certificate_expired/.test(line));
  return (own ?? lines.find((line) => line.includes('CertificateExpiredException')))
    ?.trim()
    .replace(/^Caused by: /, '');
}

/** The one way in which a drill replaces certificates. */
export class DrillCertificates implements StepCertificates {
  private readonly tools: CertificateTools;
  /** When the newest certificate of a node ends, in milliseconds since 1970. */
  private readonly ends = new Map<string, number>();

  private readonly short = new Set<string>();

  constructor(tools: CertificateTools) {
    this.tools = tools;
  }

  /** Nodes whose newest certificate was made to end during the drill. */
  get endingSoon(): readonly string[] {
    return [...this.short];
  }

  async look(): Promise<void> {
    await Promise.all(this.tools.cluster.brokers.map((broker) => this.see(broker)));
  }

  async renew(nodeId: string, validForMs?: number): Promise<void> {
    const end = await this.office.renew(nodeId, validForMs);
    this.ends.set(nodeId, end.getTime());
    if (validForMs === undefined) this.short.delete(nodeId);
    else this.short.add(nodeId);
    const endsAtMs = validForMs === undefined ? undefined : this.atMs(end);
    this.tools.recorder.record({
      type: 'issue',
      what: 'certificate',
      nodeId,
      ...(endsAtMs !== undefined && { endsAtMs }),
    });
    await this.handOver(nodeId);
  }

  async handOver(nodeId: string): Promise<void> {
    await this.tools.cluster.giveCertificates?.(nodeId);
  }

  async introduceAuthority(): Promise<void> {
    await this.office.introduceAuthority();
    this.tools.recorder.record({ type: 'issue', what: 'introduced' });
  }

  async changeAuthority(): Promise<void> {
    await this.office.changeAuthority();
    this.tools.recorder.record({ type: 'issue', what: 'changed' });
  }

  async forgetAuthority(): Promise<void> {
    await this.office.forgetAuthority();
    this.tools.recorder.record({ type: 'issue', what: 'forgotten' });
  }

  async untilEnded(nodeId: string): Promise<void> {
    const { signal } = this.tools;
    const leftMs = (this.ends.get(nodeId) ?? 0) + clockMs - Date.now();
    await delay(Math.max(0, leftMs), undefined, { signal }).catch(() => {
      throw new InterruptedError();
    });
  }

  async startInVain(nodeId: string, forMs: number): Promise<void> {
    const { watch, recorder, signal } = this.tools;
    await watch.stoppedAfter(nodeId, async (cluster) => {
      // One that ends at once may make the start fail.
      await cluster.start(nodeId).catch((error: unknown) => {
        if (!(error instanceof LabError)) throw error;
      });
      const wait = { what: `${nodeId} to end`, timeoutMs: forMs, intervalMs: 250, signal };
      const ended = await waitFor(wait, async () => {
        const state = (await cluster.status()).find(({ id }) => id === nodeId)?.state;
        return state === 'stopped' ? true : new NotYet(`it is ${state}`);
      }).catch((error: unknown) => {
        if (error instanceof LabError && error.code === 'not-ready') return false;
        throw error;
      });
      if (!ended) await cluster.kill(nodeId);
      const lines = await cluster.runLog(nodeId).catch(() => []);
      const because = aboutCertificate(lines) ?? causeInLog(lines);
      recorder.record({ type: 'vain-start', nodeId, ended, ...(because !== undefined && { because }) });
    });
  }

  private get office(): CertificateOffice {
    const { office } = this.tools;
    if (office !== undefined) return office;
    throw new LabError(
      'not-supported',
      'the plan replaces certificates and does not say so: certificates: true',
    );
  }

  /** A broker that is not there shows none. */
  private async see(broker: BrokerAccess): Promise<void> {
    const { recorder } = this.tools;
    try {
      const { fingerprint, issuer, validUntil } = await seeCertificate(broker, seeTimeoutMs);
      const { id: nodeId, number } = broker;
      const endsAtMs = this.atMs(validUntil);
      recorder.record({ type: 'certificate', nodeId, broker: number, fingerprint, issuer, endsAtMs });
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error;
      recorder.record({ type: 'step', text: `no certificate of ${broker.id} was seen: ${error.message}` });
    }
  }

  /** On the recording's clock. */
  private atMs(time: Date): number {
    return this.tools.recorder.nowMs() + time.getTime() - Date.now();
  }
}
