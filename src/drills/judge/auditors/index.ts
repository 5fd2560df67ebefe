/** The registry of auditors: the only place that knows all of them. */
import type { Auditor } from '../auditor.ts';
import { availabilityAuditor } from './availability.ts';
import { biteAuditor } from './bite.ts';
import { certificateAuditor } from './certificates.ts';
import { groupAuditor } from './group-findings.ts';
import { incidentAuditor, returnAuditor } from './incident-findings.ts';
import { limitAuditor } from './limits.ts';
import type { MeasuredEvidence } from './measures.ts';
import { recordAuditor } from './records.ts';
import { recoveryAuditor } from './recovery.ts';
import { serviceAuditor } from './services.ts';
import { clientAuditor, interruptionAuditor, waitAuditor } from './told.ts';
import { transactionAuditor } from './transactions.ts';
import { underReplicatedAuditor } from './under-replicated.ts';

/** Every auditor, in the order of its findings. */
export const auditors: readonly Auditor<MeasuredEvidence>[] = [
  incidentAuditor,
  biteAuditor,
  returnAuditor,
  recordAuditor,
  certificateAuditor,
  interruptionAuditor,
  availabilityAuditor,
  recoveryAuditor,
  underReplicatedAuditor,
  groupAuditor,
  transactionAuditor,
  clientAuditor,
  serviceAuditor,
  waitAuditor,
  limitAuditor,
];
