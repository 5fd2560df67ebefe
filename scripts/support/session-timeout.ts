/** Session timeouts as a person writes them: a number with its unit, so that nobody takes 3 for 3 ms. */
import { UsageError } from '../../src/index.ts';
import { sessionTimeoutLimitsMs } from '../../src/kafka/settings.ts';

/** Parses one for commander: `3s` or `1500ms`. @throws UsageError naming option, value and what is allowed. */
export function sessionTimeout(option: string): (text: string) => number {
  return (text) => {
    const { min, max } = sessionTimeoutLimitsMs;
    const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
    const timeoutMs = unit === 's' ? Math.round(Number(number) * 1_000) : Number(number);
    if (Number.isInteger(timeoutMs) && timeoutMs >= min && timeoutMs <= max) return timeoutMs;
    throw new UsageError(
      `${option} "${text}" is not possible; use ${min / 1_000}s-${max / 1_000}s, such as 3s or 1500ms`,
    );
  };
}
