/** One part of a verdict: what breaks in it costs no other part its answer, and is told. */
import { messageOf } from '../../errors.ts';
import { unknown, type Finding } from './finding.ts';

/** Holds one subject against what was promised of it. */
export interface Auditor<Evidence> {
  /** Its subject, as it reads after "the auditor of": `the consumer group`. */
  readonly of: string;
  /** Whether it judges how things ended: what was cut short had no time to come back. @default false */
  readonly needsEnd?: boolean;
  findings(this: void, evidence: Evidence): readonly Finding[];
}

/** Does the parts of one verdict, each by itself. */
export class Audit {
  /** A finding for each part that broke. */
  readonly broken: Finding[] = [];

  /**
   * What one part comes to.
   * @param of its subject, as it reads after "the auditor of" @param otherwise what is gone on with where it breaks
   */
  attempt<Result>(of: string, work: () => Result, otherwise: Result): Result {
    try {
      return work();
    } catch (error) {
      const text = `the auditor of ${of} broke, and nothing is known of that: ${messageOf(error)}`;
      this.broken.push(unknown('auditor', text));
      return otherwise;
    }
  }
}
