/** What whoever starts a drill asks for besides what settings promise: limits on its main numbers, such as `max-unavailable=3s`. */
import { UsageError } from '../../errors.ts';

/** A limit as plain data. */
export interface Limit {
  readonly name: LimitName;
  /** In milliseconds for times. */
  readonly atMost: number;
}

/** What can be limited, and how it is told of. */
export const limitKinds = {
  'max-unavailable': time('unavailableMs', 'time without writes'),
  'max-read-unavailable': time('unreadableMs', 'time without reads'),
  'max-new-leader': time('newLeaderMs', 'time to a new leader'),
  'max-isr-shrink': time('isrShrinkMs', 'time to smaller in-sync replicas'),
  'max-full-isr': time('fullIsrMs', 'time to all copies in sync'),
  'max-lost': count('lost', 'acknowledged record lost', 'acknowledged records lost'),
  'max-duplicates': count('duplicated', 'duplicate', 'duplicates'),
  'max-out-of-order': count('outOfOrder', 'record out of order', 'records out of order'),
  'max-seen-then-gone': count('seenThenGone', 'record read and then gone', 'records read and then gone'),
  'max-redelivered': count('redelivered', 'record delivered again', 'records delivered again'),
  'max-controller-changes': count('controllerChanges', 'controller change', 'controller changes'),
};

/** @param measure of a drill that it is held against @param noun as it reads after "longest" */
function time<const Measure extends string>(measure: Measure, noun: string) {
  return { measure, unit: 'time' as const, one: noun, noun };
}

/** @param one as it reads after "1" @param noun as it reads after any other number */
function count<const Measure extends string>(measure: Measure, one: string, noun: string) {
  return { measure, unit: 'count' as const, one, noun };
}

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
