/** Producers that a person starts on the page, and a sample of the real records that they send. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { SteadyProducer, type Acks } from '../../client/kafkajs/steady-producer.ts';
import type { ProducerView, SampleView } from '../view.ts';

/** What a producer is to be like. */
export interface ProducerWish {
  readonly topic: string;
  readonly keyed: boolean;
  readonly acks: Acks;
  readonly idempotent: boolean;
  readonly perSecond: number;
}

/** Few enough to see one again and again, enough to fill several partitions. */
const keys = ['anna', 'bert', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hana'] as const;
/** As many records as a person looks at. */
const mostSamples = 12;

interface Running {
  readonly producer: SteadyProducer;
  view: ProducerView;
}

/** All producers of one page. */
export class Producers {
  private readonly running = new Map<number, Running>();
  private readonly kept: SampleView[] = [];
  private readonly onChange: () => void;
  private begun = 0;
  private sampled = 0;

  /** @param onChange told whenever there is something new to see. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Starts one. @returns its number */
  start(access: ClusterAccess, wish: ProducerWish): number {
    const id = (this.begun += 1);
    const change = (changed: (view: ProducerView) => Partial<ProducerView>): void => {
      const found = this.running.get(id);
      if (found !== undefined) found.view = { ...found.view, ...changed(found.view) };
      this.onChange();
    };
    const producer = new SteadyProducer({
      access,
      ...wish,
      keyOf: (number) => (wish.keyed ? (keys[number % keys.length] ?? null) : null),
      onSent: (record) => {
        if (record.offset !== undefined) this.sample({ topic: wish.topic, ...record, offset: record.offset });
        change(({ sent }) => ({ sent: sent + 1 }));
      },
      onFailed: (failure) => change(({ failed }) => ({ failed: failed + 1, failure })),
    });
    this.running.set(id, { producer, view: { id, ...wish, sent: 0, failed: 0 } });
    producer.start();
    return id;
  }

  /** Stops one. */
  async stop(id: number): Promise<void> {
    const found = this.running.get(id);
    this.running.delete(id);
    this.onChange();
    await found?.producer.stop();
  }

  /** Numbers of those that run. */
  get ids(): readonly number[] {
    return [...this.running.keys()];
  }

  /** Those that run. */
  get views(): readonly ProducerView[] {
    return [...this.running.values()].map(({ view }) => view);
  }

  /** The newest records, the newest first. */
  get samples(): readonly SampleView[] {
    return this.kept.toReversed();
  }

  private sample(record: Omit<SampleView, 'number'>): void {
    this.sampled += 1;
    this.kept.push({ number: this.sampled, ...record });
    if (this.kept.length > mostSamples) this.kept.shift();
  }
}
