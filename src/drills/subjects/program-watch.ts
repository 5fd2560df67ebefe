/** One program of a subject: what it says becomes events, and whatever it does, it ends in bounded time. */
import { Alarm } from '../../alarm.ts';
import { messageOf } from '../../errors.ts';
import type { Recorder } from '../record/recorder.ts';
import { kept, readEventLine, type LineEvent } from './event-lines.ts';
import { reasonIn } from './last-words.ts';
import { feedLines } from './line-feed.ts';
import type { ProgramCommand, RunningProgram, StartProgram, SubjectRole } from './subject.ts';

/** Lines of one program that are written down; one that writes more is ended. */
const mostLines = 200_000;

/** So many lines that are no events are written down. */
const mostStrange = 3;

/** So much of a program's standard error is kept, in characters: a stack of some depth fits. */
const lastWords = 8_000;

/** Which program, and who writes down what it does. */
export interface ProgramWatchOptions {
  /** Name of the subject. */
  readonly subject: string;
  readonly role: SubjectRole;
  readonly topic: string;
  readonly command: ProgramCommand;
  readonly start: StartProgram;
  readonly recorder: Recorder;
}

/** Runs one program. */
export class ProgramWatch {
  /** Records that were acknowledged to it, or that it was given. */
  records = 0;
  /** Highest offset of each partition that it was given. */
  readonly reached = new Map<number, number>();
  private readonly counts = new Map<number, number>();
  private readonly options: ProgramWatchOptions;
  private program: RunningProgram | undefined;
  private readonly over = new Alarm();
  private hasEnded = false;
  private isToldToEnd = false;
  private saysEachRecord = false;
  private hasFlooded = false;
  private lines = 0;
  private strange = 0;
  private stderr = '';

  constructor(options: ProgramWatchOptions) {
    this.options = options;
  }

  /** Whether there is nothing to wait for any more. */
  get isOver(): boolean {
    return this.program === undefined || this.hasEnded;
  }

  /** Records of a partition that were acknowledged to it, or that it was given. */
  countOf(partition: number): number {
    return this.counts.get(partition) ?? 0;
  }

  /** Starts it; one that cannot be started has ended. */
  async start(): Promise<void> {
    const { command, start } = this.options;
    try {
      this.program = await start(command);
    } catch (error) {
      this.note('ended', messageOf(error));
      return;
    }
    this.note('started');
    const { stdout, stderr, ended } = this.program;
    feedLines(stdout, {
      onLine: (line) => this.hear(line),
      onTooLong: () => this.wonder('a line that is longer than any event'),
      onFlood: () => this.noteFlood('it writes more lines than are read; it is held up'),
    });
    stderr.setEncoding('utf8');
    stderr.on('data', (chunk: string) => (this.stderr = `${this.stderr}${chunk}`.slice(-lastWords)));
    stderr.on('error', () => undefined);
    void ended.then((code) => this.noteEnd(code));
  }

  /** Tells it to end, and kills it where it does not within `graceMs`. */
  async end(graceMs: number): Promise<void> {
    if (this.isOver) return;
    this.isToldToEnd = true;
    this.note('told-to-end');
    this.program?.signal('SIGTERM');
    await this.untilOver(graceMs);
    if (this.isOver) return;
    this.note('killed', `it did not end within ${Math.round(graceMs / 1_000)} s of being told to`);
    await this.kill();
  }

  /** Kills it as a part of the drill: that is no trouble of the client's. */
  async lose(): Promise<void> {
    if (!this.isOver) this.note('killed');
    await this.kill();
  }

  /** Ends it at once; one that has ended is fine. */
  async kill(): Promise<void> {
    if (this.isOver) return;
    this.isToldToEnd = true;
    this.program?.signal('SIGKILL');
    await this.untilOver(5_000);
  }

  private async untilOver(timeoutMs: number): Promise<void> {
    if (!this.isOver) await this.over.wait(timeoutMs);
  }

  private hear(line: string): void {
    this.lines += 1;
    if (this.lines > mostLines) {
      if (this.lines === mostLines + 1) this.stopFlood();
      return;
    }
    const meaning = readEventLine(line, this.options.topic);
    if ('problem' in meaning) return this.wonder(meaning.problem);
    if ('ready' in meaning) return this.note('ready');
    if (meaning.single === true) this.saysEachRecord = true;
    for (const event of meaning.events) {
      // Its own summary of records that it has named one by one.
      const isTold = event.type === 'subject-read' && this.saysEachRecord && meaning.single !== true;
      if (!isTold) this.write(event);
    }
  }

  private write(event: LineEvent): void {
    const { subject, recorder } = this.options;
    recorder.record({ ...event, subject });
    if (event.type === 'subject-ack') this.count(event.place[0], 1);
    if (event.type !== 'subject-read') return;
    const [partition, , last, count] = event.range;
    this.count(partition, count);
    this.reached.set(partition, Math.max(last, this.reached.get(partition) ?? -1));
  }

  private count(partition: number, records: number): void {
    this.records += records;
    this.counts.set(partition, this.countOf(partition) + records);
  }

  private stopFlood(): void {
    this.note('killed', `it wrote more than ${mostLines} lines`);
    void this.kill();
  }

  private noteFlood(reason: string): void {
    if (!this.hasFlooded) this.note('flooding', reason);
    this.hasFlooded = true;
  }

  private wonder(reason: string): void {
    this.strange += 1;
    if (this.strange <= mostStrange) this.note('strange', reason);
  }

  private noteEnd(code: number | null): void {
    this.hasEnded = true;
    this.note('ended', this.isToldToEnd ? undefined : this.whyEnded(code));
    this.over.ring();
  }

  private whyEnded(code: number | null): string {
    const how = code === null ? 'a signal ended it' : `it ended with exit code ${code}`;
    const words = reasonIn(this.stderr);
    return words === '' ? how : `${how}: ${kept(words)}`;
  }

  private note(
    state: 'started' | 'ready' | 'told-to-end' | 'ended' | 'killed' | 'flooding' | 'strange',
    reason?: string,
  ): void {
    const { subject, role, recorder } = this.options;
    recorder.record({
      type: 'subject-program',
      subject,
      role,
      state,
      ...(reason !== undefined && { reason }),
    });
  }
}
