/** What whoever starts a drill asks for besides what settings promise: limits on its main numbers, such as `max-unavailable=3s`. */
import { UsageError } from '../../errors.ts';
import type { Finding } from './finding.ts';
import type { CountMeasure, DrillMeasures, TimeMeasure } from './measures.ts';
import { counted } from './words.ts';

/** A limit as plain data. */
export interface Limit {
  readonly name: LimitName;
  /** In milliseconds for times. */
  readonly atMost: number;
}

interface LimitKind {
  readonly measure: keyof DrillMeasures;
  /** As it reads after "longest" for times, and after a number of several for counts. */
  readonly noun: string;
  /** As it reads after "1". */
  readonly one?: string;
  readonly unit: 'time' | 'count';
}

const kinds = {
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
export type LimitName = keyof typeof kinds;

/** Every name that {@link parseLimit} takes. */
export const limitNames = Object.keys(kinds) as readonly LimitName[];

const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** Reads `max-unavailable=3s` or `max-duplicates=0`. @throws UsageError naming what is allowed. */
export function parseLimit(text: string): Limit {
  const [, asked = text, value = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const name = limitNames.find((known) => known === asked);
  if (name === undefined) {
    const forms = limitNames.map((known) => `${known}=${kinds[known].unit === 'time' ? 'TIME' : 'N'}`);
    throw new UsageError(`unknown limit "${text}"; use ${forms.join(', ')}`);
  }
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(value) ?? [];
  if (kinds[name].unit === 'count') {
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
function written({ name, atMost }: Limit): string {
  if (kinds[name].unit === 'count') return `${name}=${atMost}`;
  return `${name}=${atMost % 1_000 === 0 && atMost > 0 ? `${atMost / 1_000}s` : `${atMost}ms`}`;
}

/** Holds what was measured against each limit. */
export function limitFindings(limits: readonly Limit[], measures: DrillMeasures): readonly Finding[] {
  return limits.map((limit) => {
    const { noun, one, unit, measure }: LimitKind = kinds[limit.name];
    const value = measures[measure];
    const { ok, said } =
      unit === 'time' ? timeWithin(value, limit, noun) : countWithin(value as CountMeasure, limit, noun, one);
    return { code: 'expect', ok, text: `${said}: ${ok ? 'within' : 'NOT within'} ${written(limit)}` };
  });
}

function timeWithin(value: TimeMeasure, { atMost }: Limit, noun: string): { ok: boolean; said: string } {
  if (value === null) return { ok: true, said: `no ${noun}` };
  if (value === 'unknown') return { ok: false, said: `longest ${noun} is not the fault's alone` };
  if (value === 'never') return { ok: false, said: `longest ${noun} has no end` };
  return { ok: value <= atMost, said: `longest ${noun} ${Math.round(value)} ms` };
}

function countWithin(
  value: CountMeasure,
  { atMost }: Limit,
  noun: string,
  one: string | undefined,
): { ok: boolean; said: string } {
  // What nobody has counted may be any number.
  if (value === null) return { ok: false, said: `${noun} were not counted` };
  return { ok: value <= atMost, said: counted(value, one ?? noun, noun) };
}
