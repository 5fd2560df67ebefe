/** What the drill itself and its clients told of what they could not do. */
import type { VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { broken, unknown } from '../finding.ts';

interface Told {
  readonly input: VerdictInput;
}

/** Whether the drill came to its end. */
export const interruptionAuditor: Auditor<Told> = {
  of: 'interruptions',
  findings: ({ input }) => (input.interrupted === true ? [unknown('interrupted', interruption)] : []),
};

const interruption = 'interrupted before its end: nothing is proved of writes, reads and leaders';

/** What clients beside the probers gave up on. */
export const clientAuditor: Auditor<Told> = {
  of: 'what clients told',
  findings: ({ input: { clientProblems = [] } }) =>
    clientProblems.map((text) => broken('client-problem', text)),
};

/** What was waited for in vain, and what could not be brought back. */
export const waitAuditor: Auditor<Told> = {
  of: 'waits',
  findings: ({ input: { notReached = [], left } }) => [
    ...notReached.map((text) => broken('not-reached', text)),
    ...(left === undefined ? [] : [broken('left', left)]),
  ],
};
