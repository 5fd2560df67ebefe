/** Judges a drill from its history and what was read back: pure, so that recorded damage can prove it right. */
import type { Expectation } from '../plan/expectation.ts';
import type { DrillSettings } from '../plan/settings.ts';
import type { Incident } from '../record/incidents.ts';
import type { VerdictInput } from '../record/recording.ts';
import { Audit } from './auditor.ts';
import type { GroupVerdict } from './auditors/group.ts';
import { doubted } from './auditors/incident-findings.ts';
import { auditors } from './auditors/index.ts';
import type { MeasuredEvidence } from './auditors/measures.ts';
import type { TransactionVerdict } from './auditors/transactions.ts';
import type { UnderReplicated } from './auditors/under-replicated.ts';
import { unknown, type Finding } from './finding.ts';
import { gather } from './gather.ts';
import { judgeSubjects, type SubjectVerdict } from './subjects/judge-subjects.ts';

/** What a drill proved, with what it is proved by. */
export interface Verdict extends Pick<
  MeasuredEvidence,
  'faults' | 'partitions' | 'totals' | 'load' | 'changes' | 'measures'
> {
  /** True when every promise was kept. */
  readonly passed: boolean;
  /** `broken` where one was broken for certain; `unknown` where none was, and not all of them are known to be kept. */
  readonly outcome: 'held' | 'broken' | 'unknown';
  readonly settings: DrillSettings;
  readonly expectation: Expectation;
  /** What the drill showed of its consumer group. @default it had none */
  readonly group?: GroupVerdict;
  /** What the drill showed of its transactions. @default it had none */
  readonly transactions?: TransactionVerdict;
  /** The cluster's own count of under-replicated partitions. @default the recording has no metrics of the brokers */
  readonly underReplicated?: UnderReplicated;
  /** What happened and was not the drill's doing, in order. @default nothing */
  readonly incidents?: readonly Incident[];
  /** What the drill showed of client programs; the cluster's verdict does not hang on them. @default there were none */
  readonly subjects?: readonly SubjectVerdict[];
  /** Clients of which nothing is known since their judging broke, in words. @default all were judged */
  readonly subjectsUnknown?: readonly string[];
  /** Every promise that was looked at, kept or broken. */
  readonly findings: readonly Finding[];
}

/** Judges; never fails. What is left of a recording with holes proves neither loss nor its absence. */
export function judge(recorded: VerdictInput): Verdict {
  const audit = new Audit();
  const evidence = gather(recorded, audit);
  const found = findingsOf(evidence, audit);
  const { input, faults, partitions, totals, load, changes, incidents, measures } = evidence;
  const { group, transactions, underReplicated } = evidence;
  const ofClients = new Audit();
  const subjects = ofClients.attempt(
    'clients',
    () => judgeSubjects(input, faults, partitions, ofClients),
    [],
  );
  const subjectsUnknown = ofClients.broken.map(({ text }) => text);
  return {
    passed: found.every(({ ok }) => ok),
    outcome: outcomeOf(found),
    settings: input.history.settings,
    expectation: input.expectation,
    faults,
    partitions,
    totals,
    load,
    changes,
    ...(incidents.length > 0 && { incidents }),
    ...(group !== undefined && { group }),
    ...(transactions !== undefined && { transactions }),
    ...(underReplicated !== undefined && { underReplicated }),
    ...(subjects.length > 0 && { subjects }),
    ...(subjectsUnknown.length > 0 && { subjectsUnknown }),
    measures,
    findings: found,
  };
}

/** What every auditor found; the drill has passed when all of it is ok. */
function findingsOf(evidence: MeasuredEvidence, audit: Audit): readonly Finding[] {
  const { holes = [], interrupted = false } = evidence.input;
  // Whatever is missing may be what would have told otherwise.
  if (holes.length > 0) return [notWhole(holes)];
  const found = auditors
    .filter(({ needsEnd = false }) => !(needsEnd && interrupted))
    .flatMap(({ of, findings }) => audit.attempt(of, () => findings(evidence), []));
  return [...doubted(found, evidence), ...audit.broken];
}

/** How many holes a finding names. */
const namedHoles = 5;

function notWhole(holes: readonly string[]): Finding {
  const some = holes.slice(0, namedHoles).join('; ');
  const more = holes.length > namedHoles ? `; and ${holes.length - namedHoles} more` : '';
  return unknown('recording', `the recording is not whole, so nothing is proved: ${some}${more}`);
}

function outcomeOf(found: readonly Finding[]): Verdict['outcome'] {
  const failed = found.filter(({ ok }) => !ok);
  if (failed.length === 0) return 'held';
  return failed.every((finding) => finding.unknown === true) ? 'unknown' : 'broken';
}
