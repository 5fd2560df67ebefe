/** Holds what a drill showed against what the settings promise, and says each result in one line. */
import { availabilityFindings } from './auditors/availability.ts';
import type { MeasuredEvidence } from './evidence.ts';
import { limitFindings } from './limits.ts';
import type { Finding } from './finding.ts';
import { doubted, incidentFindings } from './auditors/incident-findings.ts';
import { groupFindings } from './auditors/group-findings.ts';
import { recordFindings } from './auditors/record-findings.ts';
import { serviceFindings } from './auditors/services-back.ts';
import { recoveryFindings } from './auditors/recovery.ts';
import { transactionFindings } from './auditors/transaction-findings.ts';

/** Every finding of a drill; it has passed when all are ok. */
export function findings(evidence: MeasuredEvidence): readonly Finding[] {
  const {
    interrupted = false,
    left,
    notReached = [],
    clientProblems = [],
    limits = [],
    holes = [],
  } = evidence.input;
  // Whatever is missing may be what would have told otherwise.
  if (holes.length > 0) return [notWhole(holes)];
  const judged: readonly Finding[] = [
    ...recordFindings(evidence),
    // What was cut short had no time to come back.
    ...(interrupted ? [interruption] : [...availabilityFindings(evidence), ...recoveryFindings(evidence)]),
    ...(evidence.group === undefined ? [] : groupFindings(evidence.group, evidence.input.history.settings)),
    ...(evidence.transactions === undefined
      ? []
      : transactionFindings(evidence.transactions, evidence.input)),
    ...clientProblems.map((text): Finding => ({ code: 'client-problem', ok: false, text })),
    ...serviceFindings(evidence.input.services ?? []),
    ...notReached.map((text): Finding => ({ code: 'not-reached', ok: false, text })),
    ...(left === undefined ? [] : [{ code: 'left' as const, ok: false, text: left }]),
    ...(interrupted ? [] : limitFindings(limits, evidence.measures)),
  ];
  return [...incidentFindings(evidence), ...doubted(judged, evidence)];
}

const interruption: Finding = {
  code: 'interrupted',
  ok: false,
  unknown: true,
  text: 'interrupted before its end: nothing is proved of writes, reads and leaders',
};

/** How many holes a finding names. */
const namedHoles = 5;

function notWhole(holes: readonly string[]): Finding {
  const some = holes.slice(0, namedHoles).join('; ');
  const more = holes.length > namedHoles ? `; and ${holes.length - namedHoles} more` : '';
  const text = `the recording is not whole, so nothing is proved: ${some}${more}`;
  return { code: 'recording', ok: false, unknown: true, text };
}
