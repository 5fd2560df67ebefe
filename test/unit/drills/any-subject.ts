/** Events of client programs, of any kind that there is. */
import * as fc from 'fast-check';
import type { HistoryEvent } from '../../../src/drills/record/history.ts';

type SubjectEvent = Extract<HistoryEvent, { readonly subject: string }>;

const kind = fc.string({ unit: 'binary' });

/** One arbitrary per type, so that none is forgotten. @param ms their times */
export function anySubject(
  ms: fc.Arbitrary<number>,
): Readonly<Record<SubjectEvent['type'], fc.Arbitrary<SubjectEvent>>> {
  return {
    'subject-program': fc.record(
      {
        type: fc.constant('subject-program'),
        atMs: ms,
        subject: kind,
        role: fc.constantFrom('producer', 'consumer'),
        state: fc.constantFrom('started', 'ready', 'told-to-end', 'ended', 'killed', 'flooding', 'strange'),
        reason: kind,
      },
      { requiredKeys: ['type', 'atMs', 'subject', 'role', 'state'] },
    ),
    'subject-ack': fc.record(
      {
        type: fc.constant('subject-ack'),
        atMs: ms,
        subject: kind,
        place: fc.tuple(fc.nat(), fc.nat()),
        value: kind,
      },
      { requiredKeys: ['type', 'atMs', 'subject', 'place'] },
    ),
    'subject-error': fc.record({
      type: fc.constant('subject-error'),
      atMs: ms,
      subject: kind,
      value: kind,
      reason: kind,
    }),
    'subject-read': fc.record({
      type: fc.constant('subject-read'),
      atMs: ms,
      subject: kind,
      range: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    }),
    'subject-partitions': fc.record({
      type: fc.constant('subject-partitions'),
      atMs: ms,
      subject: kind,
      what: fc.constantFrom('assigned', 'revoked'),
      partitions: fc.array(fc.nat()),
    }),
    'subject-commit': fc.record(
      { type: fc.constant('subject-commit'), atMs: ms, subject: kind, ok: fc.boolean(), reason: kind },
      { requiredKeys: ['type', 'atMs', 'subject', 'ok'] },
    ),
  };
}
