/** Changes after which Kafka deletes records sooner than before. */
import type { Difference } from '../changes.ts';
import { numbersOf, settingOn, type Rule, type RuleContext } from './rule.ts';

/** Settings of one limit in their order of precedence, each in milliseconds (documentation of log.retention.ms). */
const timeLimits: readonly (readonly [setting: string, ms: number])[] = [
  ['log.retention.ms', 1],
  ['log.retention.minutes', 60_000],
  ['log.retention.hours', 3_600_000],
];

/** Kafka's default: seven days. */
const defaultMs = 168 * 3_600_000;

/** Limits of one setting each, with Kafka's default; -1 is no limit, and -2 that of the whole log (KIP-405). */
const limits: Readonly<Record<string, number>> = {
  'log.retention.bytes': -1,
  'log.local.retention.ms': -2,
  'log.local.retention.bytes': -2,
};

/** Rules about how long records are kept. */
export const retentionRules: readonly Rule[] = [
  {
    id: 'retention-shortened',
    source: 'Kafka documentation, log.retention.* and log.local.retention.*',
    find(difference, context) {
      if (difference.kind !== 'setting') return undefined;
      const numbers = limitsOf(difference, context);
      if (numbers === undefined || !isTighter(numbers.from, numbers.to)) return undefined;
      return difference.name.startsWith('log.local.')
        ? { risk: 'low', text: 'segments beyond the new limit are kept in remote storage alone' }
        : { risk: 'high', text: 'segments beyond the new limit are deleted at the next check' };
    },
  },
];

function limitsOf(
  difference: Difference,
  { before, after }: RuleContext,
): { readonly from: number; readonly to: number } | undefined {
  const { name } = difference;
  if (Object.hasOwn(limits, name)) return numbersOf(difference, limits[name]);
  if (!timeLimits.some(([setting]) => setting === name)) return undefined;
  const [from, to] = [before, after].map((model) => {
    const found = timeLimits.map(([setting, ms]) => [settingOn(model, difference, setting), ms] as const);
    const [value, ms] = found.find(([text]) => text !== undefined) ?? [];
    if (value === undefined || ms === undefined) return defaultMs;
    return Number(value) < 0 ? -1 : Number(value) * ms;
  });
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Negative numbers set no limit of their own. */
function isTighter(from: number, to: number): boolean {
  return to >= 0 && (from < 0 || to < from);
}
