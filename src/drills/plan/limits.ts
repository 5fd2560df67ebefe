/** What whoever starts a drill asks for besides what settings promise: limits on its main numbers, such as `max-unavailable=3s`. */
import { UsageError } from '../../errors.ts';

/** A limit as plain data. */
export interface Limit {
  readonly name: LimitName;
  /** In milliseconds for times. */
  readonly atMost: number;
}

interface LimitKind {
  /** The measure of a drill that it is held against. */
  readonly measure: string;
  /** As it reads after "longest" for times, and after a number of several for counts. */
  readonly noun: string;
  /** As it reads after "1". */
  readonly one?: string;
  readonly unit: 'time' | 'count';
}

/** What can be limited, and how it is told of. */
export const limitKinds = {
  'max-unavailable': { measure: 'unavailableMs', noun: 'time without writes', unit: 'time' },
  'max-read-unavailable': { measure: 'unreadableMs', noun: 'time without reads', unit: 'time' },
  'max-new-leader': { measure: 'newLeaderMs', noun: 'time to a new leader', unit: 'time' },
  'max-isr-shrink': { measure: 'isrShrinkMs', noun: 'time to smaller in-sync replicas', unit: 'time' },
  'max-full-isr': { measure: 'fullIsrMs', noun: 'time to all copies in sync', unit: 'time' },
  'max-lost': {
    measure: 'lost',
    noun: 'acknowledged records lost',
    one: 'acknowledged record lost',
    unit: 'count',
  },
  'max-duplicates': { measure: 'duplicated', noun: 'duplicates', one: 'duplicate', unit: 'count' },
  'max-out-of-order': {
    measure: 'outOfOrder',
    noun: 'records out of order',
    one: 'record out of order',
    unit: 'count',
  },
  'max-seen-then-gone': {
    measure: 'seenThenGone',
    noun: 'records read and then gone',
    one: 'record read and then gone',
    unit: 'count',
  },
  'max-redelivered': {
    measure: 'redelivered',
    noun: 'records delivered again',
    one: 'record delivered again',
    unit: 'count',
  },
  'max-controller-changes': {
    measure: 'controllerChanges',
    noun: 'controller changes',
    one: 'controller change',
    unit: 'count',
  },
} as const satisfies Readonly<Record<string, LimitKind>>;

/** What can be limited. */
export type LimitName = keyof typeof limitKinds;

/** Every name that {@link parseLimit} takes. */
export const limitNames = Object.keys(limitKinds) as readonly LimitName[];

const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** Reads `max-unavailable=3s` or `max-duplicates=0`. @throws UsageError naming what is allowed. */
export function parseLimit(text: string): Limit {
  const [, asked = text, value = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const name = limitNames.find((known) => known === asked);
  if (name === undefined) {
    const forms = limitNames.map((known) => `${known}=${limitKinds[known].unit === 'time' ? 'TIME' : 'N'}`);
    throw new UsageError(`unknown limit "${text}"; use ${forms.join(', ')}`);
  }
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(value) ?? [];
  if (limitKinds[name].unit === 'count') {
    if (/^\d+$/.test(value)) return { name, atMost: Number(value) };
    throw new UsageError(`${name}=${value} is not a number of things; use a whole number, such as ${name}=0`);
  }
  if (number === undefined || unit === undefined) {
    throw new UsageError(
      `${name}=${value} is not a time; use ms, s or min, such as ${name}=500ms or ${name}=3s`,
    );
  }
  return { name, atMost: Number(number) * (msPer[unit] ?? 1) };
}

/** A limit as it is asked for. */
export function limitText({ name, atMost }: Limit): string {
  if (limitKinds[name].unit === 'count') return `${name}=${atMost}`;
  return `${name}=${atMost % 1_000 === 0 && atMost > 0 ? `${atMost / 1_000}s` : `${atMost}ms`}`;
}
