/** Reads what a client program writes, a line at a time: the JSON events of Kafka's VerifiableProducer and VerifiableConsumer. */
import type { NewEvent } from '../record/recorder.ts';
import { isObject } from '../record/checks.ts';

/** An event of a subject that a line makes, without the subject's name. */
export type LineEvent = WithoutSubject<Extract<NewEvent, { readonly type: `subject-${string}` }>>;

type WithoutSubject<Event> = Event extends unknown ? Omit<Event, 'subject'> : never;

/** What a line comes to: events, that the program is ready, nothing that a drill needs, or what is wrong with it. */
export type LineMeaning =
  | {
      readonly events: readonly LineEvent[];
      /** Whether a read is of one record, which a line about many will name again. @default it is not */
      readonly single?: true;
    }
  | { readonly ready: true }
  | { readonly problem: string };

/** A value or a reason that is longer is cut, in characters. */
const mostCharacters = 300;

/** A partition or offset beyond it is none that a drill can have; sums stay exact below it. */
const highest = 1e12;

/** A text as it is kept of a program: a long one is cut. */
export function kept(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}

/**
 * Reads one line of a program's standard output.
 * Events of other names are of no use here, and allowed (`tool_data`, `shutdown_initiated`).
 * @param topic the topic that the program was given: what it says of another one is no event
 */
export function readEventLine(line: string, topic: string): LineMeaning {
  const value = parsed(line);
  if (!isObject(value) || typeof value['name'] !== 'string') {
    return { problem: `no JSON object with a name: ${kept(line)}` };
  }
  const name = value['name'];
  if (name === 'startup_complete') return { ready: true };
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) return { events: [] };
  const events = read(value, topic);
  return events === undefined
    ? { problem: `${name} lacks what it must have: ${kept(line)}` }
    : { events, ...(name === 'record_data' && { single: true as const }) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

type Line = Readonly<Record<string, unknown>>;

/** Each gives undefined where a field is missing or of another kind. */
const readers: Readonly<Record<string, (line: Line, topic: string) => readonly LineEvent[] | undefined>> = {
  producer_send_success(line, topic) {
    const [partition, offset] = [count(line['partition']), count(line['offset'])];
    const { value } = line;
    const isText = typeof value === 'string';
    if (partition === undefined || offset === undefined || !(isText || value === undefined)) return undefined;
    if (!isOf(line, topic)) return [];
    return [{ type: 'subject-ack', place: [partition, offset], ...(isText && { value: kept(value) }) }];
  },
  producer_send_error(line) {
    const said = [line['exception'], line['message']].filter((one) => typeof one === 'string');
    const value = typeof line['value'] === 'string' ? line['value'] : '';
    const reason = kept(said.join(': ').replace(/^class /, '') || 'it does not say why');
    return [{ type: 'subject-error', value: kept(value), reason }];
  },
  records_consumed(line, topic) {
    return each(line['partitions'], (part) => {
      const [partition, first, last] = [part['partition'], part['minOffset'], part['maxOffset']].map(count);
      const records = count(part['count']);
      if (partition === undefined || records === undefined) return undefined;
      if (records === 0 || !isOf(part, topic)) return [];
      if (Array.isArray(part['offsets'])) return runsOf(partition, part['offsets']);
      if (first === undefined || last === undefined || last < first) return undefined;
      return [{ type: 'subject-read', range: [partition, first, last, records] }];
    });
  },
  record_data(line, topic) {
    const [partition, offset] = [count(line['partition']), count(line['offset'])];
    if (partition === undefined || offset === undefined) return undefined;
    return isOf(line, topic) ? [{ type: 'subject-read', range: [partition, offset, offset, 1] }] : [];
  },
  partitions_assigned: (line, topic) => partitionsOf(line, topic, 'assigned'),
  partitions_revoked: (line, topic) => partitionsOf(line, topic, 'revoked'),
  offsets_committed: committed,
  // Of a share group, for which it is the same.
  offsets_acknowledged: committed,
};

function committed(line: Line): readonly LineEvent[] {
  const ok = line['success'] !== false;
  const reason = typeof line['error'] === 'string' ? kept(line['error']) : 'it does not say why';
  return [{ type: 'subject-commit', ok, ...(!ok && { reason }) }];
}

/** A share group's members are given offsets with holes between them: each run of them is read together. */
function runsOf(partition: number, offsets: readonly unknown[]): readonly LineEvent[] | undefined {
  const known = offsets.map(count);
  if (known.includes(undefined)) return undefined;
  const runs: [number, number][] = [];
  for (const offset of known.filter((one) => one !== undefined).toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && offset === last[1] + 1) last[1] = offset;
    else runs.push([offset, offset]);
  }
  return runs.map(([first, last]) => ({
    type: 'subject-read',
    range: [partition, first, last, last - first + 1],
  }));
}

function partitionsOf(
  line: Line,
  topic: string,
  what: 'assigned' | 'revoked',
): readonly LineEvent[] | undefined {
  const numbers = each(line['partitions'], (part) => {
    const partition = count(part['partition']);
    if (partition === undefined) return undefined;
    return isOf(part, topic) ? [partition] : [];
  });
  return numbers && [{ type: 'subject-partitions', what, partitions: numbers }];
}

/** What each object of a list comes to, together; undefined where one of them cannot be used. */
function each<Made>(list: unknown, make: (part: Line) => readonly Made[] | undefined): Made[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const made = list.map((part: unknown) => (isObject(part) ? make(part) : undefined));
  return made.includes(undefined) ? undefined : made.flatMap((one) => one ?? []);
}

/** What names no topic is of the one that it was given. */
function isOf({ topic }: Line, own: string): boolean {
  return topic === undefined || topic === own;
}

/** A whole number from 0 up that can be one. */
function count(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= highest
    ? Number(value)
    : undefined;
}
