/**
 * Comes to every broker anew, all the time, as programs do that are started meanwhile: who is connected already is not
 * asked again who he is, so only newcomers notice what is wrong with certificates.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerAccess } from '../../cluster/access.ts';
import { comeOnce } from '../../client/kafkajs/come-once.ts';
import { BrokerConnection } from '../../client/wire/connection.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { TrafficClient, TrafficClientMaker, TrafficContext } from './client.ts';

/** Between two of a kind, in milliseconds; kafkajs takes more of the machine. */
const pausesMs = { klab: 250, kafkajs: 1_000 } as const;
/** For connection and handshake; a broker that has just started takes long for its first. */
const connectTimeoutMs = 2_000;

/** How a newcomer was not let in; undefined where it was. */
type Come = (broker: BrokerAccess) => Promise<{ readonly kind: string; readonly reason: string } | undefined>;

const clients: Readonly<Record<keyof typeof pausesMs, Come>> = {
  async klab(broker) {
    try {
      (await BrokerConnection.open(broker, connectTimeoutMs)).close();
      return undefined;
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error;
      return { kind: error.kind, reason: error.reason };
    }
  },
  kafkajs: comeOnce,
};

/** Where a drill replaces certificates. */
export const newcomers: TrafficClientMaker = (context) =>
  context.newcomers === true ? new Newcomers(context) : undefined;

class Newcomers implements TrafficClient {
  private readonly context: TrafficContext;
  private readonly ended = new AbortController();
  private comings: readonly Promise<void>[] = [];

  constructor(context: TrafficContext) {
    this.context = context;
  }

  async start(): Promise<void> {
    const { access, recorder } = this.context;
    recorder.record({ type: 'step', text: 'let new clients come to every broker, again and again' });
    this.comings = (Object.keys(clients) as (keyof typeof clients)[]).flatMap((client) =>
      access.brokers.map((broker) => this.comeAgain(client, broker)),
    );
  }

  async finish(): Promise<readonly string[]> {
    await this.halt();
    return [];
  }

  async halt(): Promise<void> {
    this.ended.abort();
    await Promise.all(this.comings);
  }

  async close(): Promise<readonly string[]> {
    await this.halt();
    return [];
  }

  private async comeAgain(client: keyof typeof clients, broker: BrokerAccess): Promise<void> {
    const { recorder } = this.context;
    const { signal } = this.ended;
    while (!signal.aborted) {
      const startedAtMs = recorder.nowMs();
      // Whatever one meets is written down: nobody must wait for its end in vain.
      const failed = await clients[client](broker).catch((error: unknown) => ({
        kind: 'unreadable',
        reason: String(error),
      }));
      recorder.record({ type: 'newcomer', broker: broker.number, client, startedAtMs, ...failed });
      await delay(pausesMs[client], undefined, { signal }).catch(() => undefined);
    }
  }
}
