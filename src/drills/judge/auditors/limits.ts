/** Holds what was measured against the limits that whoever started the drill asked for. */
import { limitKinds, limitText, type Limit } from '../../plan/limits.ts';
import type { VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import type { Finding } from '../finding.ts';
import type { CountMeasure, DrillMeasures, TimeMeasure } from './measures.ts';
import { counted } from '../../../words.ts';

/** Each limit that was asked for. */
export const limitAuditor: Auditor<{
  readonly input: Pick<VerdictInput, 'limits'>;
  readonly measures: DrillMeasures;
}> = {
  of: 'limits',
  needsEnd: true,
  findings: ({ input, measures }) => limitFindings(input.limits ?? [], measures),
};

function limitFindings(limits: readonly Limit[], measures: DrillMeasures): readonly Finding[] {
  return limits.map((limit) => {
    const { noun, one, unit, measure } = limitKinds[limit.name];
    const value = measures[measure];
    const { ok, said } =
      unit === 'time' ? timeWithin(value, limit, noun) : countWithin(value as CountMeasure, limit, noun, one);
    return { code: 'expect', ok, text: `${said}: ${ok ? 'within' : 'NOT within'} ${limitText(limit)}` };
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
  one: string,
): { ok: boolean; said: string } {
  // What nobody has counted may be any number.
  if (value === null) return { ok: false, said: `${noun} were not counted` };
  return { ok: value <= atMost, said: counted(value, one, noun) };
}
