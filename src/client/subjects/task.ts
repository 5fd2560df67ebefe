/** What a client program is to do and how it tells of it, for every library that klab runs as a subject: the contract of docs/clients.md. */
import type { ClientSecurity } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';

/** An event, as it is written as a line. */
export type SubjectEvent = { readonly name: string } & Readonly<Record<string, unknown>>;

/** What any program of a subject is to do. */
export interface LibraryTask {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  /** Settings by Kafka's names; those by which it logs in are in `security`. */
  readonly properties: Readonly<Record<string, string>>;
  /** @default whoever comes is let in */
  readonly security?: ClientSecurity | undefined;
  /** Ends it in order. */
  readonly signal: AbortSignal;
  /** Told each event, to be written as a line. */
  readonly onEvent: (event: SubjectEvent) => void;
}

/** What a producer is to do besides. */
export interface ProducerTask extends LibraryTask {
  /** Records a second. */
  readonly throughput: number;
  readonly valuePrefix: string;
  /** Keys are 0 to this less one, in turn. */
  readonly keys: number;
}

/** What a consumer is to do besides. */
export interface ConsumerTask extends LibraryTask {
  readonly groupId: string;
}

/** A library that is run by this contract. */
export interface SubjectLibrary {
  /** Writes until it is told to end. @throws where it cannot work at all */
  runProducer(task: ProducerTask): Promise<void>;
  /** Reads until it is told to end. @throws where it cannot work at all, or gives up for good */
  runConsumer(task: ConsumerTask): Promise<void>;
}

/** One record that is due. */
export interface DueRecord {
  readonly key: string;
  readonly value: string;
}

/** How often records that are due are sent, in milliseconds. */
const tickMs = 10;

/** Has the records of a producer sent at its rate, until it is told to end. By the clock, so that a timer that comes late costs no rate. */
export async function atRate(
  { throughput, valuePrefix, keys, signal }: ProducerTask,
  send: (record: DueRecord) => void,
): Promise<void> {
  const startedMs = performance.now();
  let sent = 0;
  await untilTold(signal, () => {
    const due = ((performance.now() - startedMs) / 1_000) * throughput;
    for (; sent < due; sent += 1) send({ key: String(sent % keys), value: `${valuePrefix}.${sent}` });
  });
}

/** Where a record is, as its acknowledgement says. */
export interface RecordPlace {
  readonly partition: number;
  readonly offset: number;
}

/**
 * The same with a send for each record, as a program has it that serves requests; tells what becomes of each, and waits for all that are under way.
 * @param send resolves once the record is acknowledged. @param reasonOf an error in words
 */
export async function sendEach(
  task: ProducerTask,
  send: (record: DueRecord) => Promise<RecordPlace>,
  reasonOf: (error: unknown) => string = messageOf,
): Promise<void> {
  const { topic, onEvent } = task;
  const tell = async (record: DueRecord): Promise<void> => {
    try {
      onEvent({ name: 'producer_send_success', topic, ...record, ...(await send(record)) });
    } catch (error) {
      const exception = error instanceof Error ? error.name : typeof error;
      onEvent({ name: 'producer_send_error', topic, ...record, exception, message: reasonOf(error) });
    }
  };
  const underWay = new Set<Promise<void>>();
  await atRate(task, (record) => {
    const sending = tell(record).finally(() => underWay.delete(sending));
    underWay.add(sending);
  });
  await Promise.all(underWay);
}

/** Until the signal fires. @param tick is called all the while. @default nothing is */
export function untilTold(signal: AbortSignal, tick: () => void = () => undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(tick, tickMs);
    const end = (): void => {
      clearInterval(timer);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
