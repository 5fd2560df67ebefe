/** A recording must come back from its file as it went in, and nothing else may pass for one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillRecording } from '../../../src/drills/evidence.ts';
import type { HistoryEvent } from '../../../src/drills/history.ts';
import {
  parseRecording,
  readRecording,
  recordingLines,
  writeRecording,
} from '../../../src/drills/recording-file.ts';
import { judge } from '../../../src/drills/verdict.ts';
import { cleanDrill } from './histories.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-recording-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** JSON knows no -0. */
const ms = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const whole = fc.integer();
const kind = fc.string({ unit: 'binary' });
const pairs = fc.array(fc.tuple(fc.nat(), whole), { maxLength: 3 });
const tried = { atMs: ms, partition: fc.nat(), sequence: fc.nat(), attempt: fc.nat() };

/** One arbitrary per event type, so that none is forgotten. */
const events: Readonly<Record<HistoryEvent['type'], fc.Arbitrary<HistoryEvent>>> = {
  attempt: fc.record({ type: fc.constant('attempt'), ...tried, leader: whole }),
  ack: fc.record({ type: fc.constant('ack'), ...tried, startedAtMs: ms, offset: whole }),
  error: fc.record({
    type: fc.constant('error'),
    ...tried,
    startedAtMs: ms,
    kind,
    mayBeDone: fc.boolean(),
  }),
  read: fc.record({
    type: fc.constant('read'),
    atMs: ms,
    startedAtMs: ms,
    partition: fc.nat(),
    leader: whole,
    records: pairs,
  }),
  'read-error': fc.record({
    type: fc.constant('read-error'),
    atMs: ms,
    startedAtMs: ms,
    partition: fc.nat(),
    leader: whole,
    kind,
  }),
  delivered: fc.record({
    type: fc.constant('delivered'),
    atMs: ms,
    member: fc.nat(),
    partition: fc.nat(),
    records: pairs,
  }),
  rebalance: fc.record({
    type: fc.constant('rebalance'),
    atMs: ms,
    member: fc.nat(),
    partitions: fc.array(fc.nat()),
  }),
  transaction: fc.record({
    type: fc.constant('transaction'),
    atMs: ms,
    transaction: fc.nat(),
    state: fc.constantFrom('begun', 'committing', 'committed', 'aborting', 'aborted', 'unknown'),
  }),
  'transaction-read': fc.record({
    type: fc.constant('transaction-read'),
    atMs: ms,
    transaction: fc.nat(),
    partition: fc.nat(),
    offset: fc.nat(),
  }),
  fencing: fc.record({
    type: fc.constant('fencing'),
    atMs: ms,
    seenBy: fc.nat(),
    broker: fc.nat(),
    fenced: fc.boolean(),
  }),
  view: fc.record({
    type: fc.constant('view'),
    atMs: ms,
    seenBy: fc.nat(),
    partition: fc.nat(),
    leader: whole,
    leaderEpoch: fc.nat(),
    isr: fc.array(fc.nat()),
  }),
  reach: fc.record({ type: fc.constant('reach'), atMs: ms, broker: fc.nat(), answers: fc.boolean() }),
  controller: fc.record({ type: fc.constant('controller'), atMs: ms, controller: fc.nat() }),
  fault: faultOf('fault'),
  heal: faultOf('heal'),
  step: fc.record({ type: fc.constant('step'), atMs: ms, text: kind }),
};

function faultOf<Type extends 'fault' | 'heal'>(type: Type) {
  return fc.record({
    type: fc.constant(type),
    atMs: ms,
    edge: fc.constantFrom('start', 'end'),
    fault: fc.constantFrom('kill', 'stop', 'pause', 'isolate-from-cluster'),
    nodeId: kind,
    node: fc.nat(),
    broker: fc.boolean(),
  });
}

const { topology, history } = cleanDrill();

const recordings: fc.Arbitrary<DrillRecording> = fc.record(
  {
    drill: kind,
    instance: kind,
    runtime: fc.constantFrom('local', 'compose', 'kubernetes'),
    topology: fc.constant(topology),
    klabVersion: kind,
    history: fc.record({
      startedAt: kind,
      settings: fc.record({
        ...Object.fromEntries(
          Object.entries(history.settings).map(([name, value]) => [name, fc.constant(value)]),
        ),
        topic: kind,
      }) as fc.Arbitrary<typeof history.settings>,
      events: fc.array(fc.oneof(...Object.values(events))),
    }),
    readBack: fc.oneof(
      fc.array(fc.record({ partition: fc.nat(), offset: fc.nat(), sequence: whole, key: kind })),
      fc.record({ problem: kind }),
    ),
    expectation: fc.record({ survives: fc.boolean(), because: kind }),
    notReached: fc.array(kind),
    left: kind,
    interrupted: fc.boolean(),
  },
  {
    requiredKeys: [
      'drill',
      'instance',
      'runtime',
      'topology',
      'klabVersion',
      'history',
      'readBack',
      'expectation',
    ],
  },
);

describe('a recording', () => {
  it('comes back from its lines as it was', async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (recording) => {
        expect(await parseRecording(recordingLines(recording), 'x')).toEqual(recording);
      }),
    );
  });

  it('comes back from its file as it was, and leads to the same verdict', async () => {
    const recording = cleanDrill();
    const file = join(dir, 'clean.jsonl');
    await writeRecording(file, recording);
    const read = await readRecording(file);
    expect(read).toEqual(recording);
    expect(judge(read)).toEqual(judge(recording));
  });

  it('leaves out the verdict that a result carries', () => {
    const recording = cleanDrill();
    const result = { ...recording, verdict: judge(recording) };
    expect([...recordingLines(result)]).toEqual([...recordingLines(recording)]);
  });
});

describe('anything else', () => {
  const lines = [...recordingLines(cleanDrill())];
  const changed = (index: number, line: string): string[] => lines.with(index, line);

  it.each<[string, readonly string[], string]>([
    ['an empty file', [], 'x.jsonl is empty: no recording of a drill'],
    ['a foreign file', ['{"name":"kafka"}'], 'x.jsonl, line 1: does not begin a recording of a drill'],
    ['no JSON', ['hello'], 'x.jsonl, line 1: is no JSON, or cut off'],
    [
      'another schema version',
      changed(0, lines[0]!.replace('"schemaVersion":1', '"schemaVersion":9')),
      'x.jsonl, line 1: schemaVersion 9 is unknown; this klab reads 1',
    ],
    [
      'a header without a topology',
      ['{"schemaVersion":1,"kind":"drill-recording"}'],
      'x.jsonl, line 1: lacks its topology or its settings',
    ],
    ['a line cut in two', changed(4, lines[4]!.slice(0, 20)), 'x.jsonl, line 5: is no JSON, or cut off'],
    ['an unknown event', changed(4, '{"type":"dance","atMs":1}'), 'x.jsonl, line 5: "dance" is no event'],
    [
      'an event without a time',
      changed(4, '{"type":"step"}'),
      'x.jsonl, line 5: the event "step" has no time',
    ],
    [
      'a broken record',
      changed(lines.length - 2, '[0,1]'),
      `x.jsonl, line ${lines.length - 1}: is no record`,
    ],
    ['a file cut off', lines.slice(0, 40), 'x.jsonl, line 40: the recording is cut off here'],
    [
      'a lost event',
      lines.toSpliced(4, 1),
      `x.jsonl, line ${lines.length - 1}: the recording has lost lines`,
    ],
    [
      'a lost record',
      lines.toSpliced(-2, 1),
      `x.jsonl, line ${lines.length - 1}: the recording has lost lines`,
    ],
    ['two recordings', [...lines, ...lines], `x.jsonl, line ${lines.length + 1}: goes on after its closing`],
  ])('is refused: %s', async (_, damaged, message) => {
    await expect(parseRecording(damaged, 'x.jsonl')).rejects.toThrow(message);
    await expect(parseRecording(damaged, 'x.jsonl')).rejects.toMatchObject({ code: 'usage' });
  });

  it('is refused where the file cannot be read or written', async () => {
    const missing = join(dir, 'none', 'events.jsonl');
    await expect(readRecording(missing)).rejects.toThrow(`${missing} cannot be read: ENOENT`);
    await expect(writeRecording(dir, cleanDrill())).rejects.toThrow(
      `${dir} cannot be written: it is a folder`,
    );
  });

  it('is refused where the last line is half written', async () => {
    const file = join(dir, 'half.jsonl');
    const text = lines.join('\n');
    await writeFile(file, text.slice(0, -10));
    await expect(readRecording(file)).rejects.toThrow(`line ${lines.length}: is no JSON, or cut off`);
  });
});
