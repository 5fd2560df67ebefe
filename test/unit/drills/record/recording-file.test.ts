/** A recording must come back from its file as it went in, and nothing else may pass for one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillRecording } from '../../../../src/drills/record/recording.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import {
  parseRecording,
  readRecording,
  recordingLines,
  writeRecording,
} from '../../../../src/drills/record/recording-file.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { cleanDrill } from '../histories.ts';
import { anyIncident } from '../any-incident.ts';
import { anySubject } from '../any-subject.ts';

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
const fetched = { atMs: ms, startedAtMs: ms, partition: fc.nat(), leader: whole };

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
  read: fc.record({ type: fc.constant('read'), ...fetched, records: pairs }),
  'read-error': fc.record({ type: fc.constant('read-error'), ...fetched, kind }),
  elr: fc.record({ type: fc.constant('elr'), atMs: ms, partition: fc.nat(), elr: fc.array(whole) }),
  return: fc.record({
    type: fc.constant('return'),
    atMs: ms,
    nodeId: kind,
    node: whole,
    by: kind,
    afterMs: ms,
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
  member: fc.record({
    type: fc.constant('member'),
    atMs: ms,
    member: fc.nat(),
    state: fc.constant('gave-up'),
    reason: kind,
  }),
  coordinator: fc.record({
    type: fc.constant('coordinator'),
    atMs: ms,
    coordinator: whole,
    offsetsPartition: fc.nat(),
    leader: whole,
    replicas: fc.array(fc.nat()),
    isr: fc.array(fc.nat()),
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
  retire: fc.record({ type: fc.constant('retire'), atMs: ms, broker: fc.nat() }),
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
  issue: fc.record(
    {
      type: fc.constant('issue'),
      atMs: ms,
      what: fc.constantFrom('certificate', 'introduced', 'changed', 'forgotten'),
      nodeId: kind,
      endsAtMs: ms,
    },
    { requiredKeys: ['type', 'atMs', 'what'] },
  ),
  certificate: fc.record({
    type: fc.constant('certificate'),
    atMs: ms,
    nodeId: kind,
    broker: whole,
    fingerprint: kind,
    issuer: kind,
    endsAtMs: ms,
  }),
  newcomer: fc.record(
    {
      type: fc.constant('newcomer'),
      atMs: ms,
      broker: whole,
      client: fc.constantFrom('klab', 'kafkajs'),
      startedAtMs: ms,
      kind,
      reason: kind,
    },
    { requiredKeys: ['type', 'atMs', 'broker', 'client', 'startedAtMs'] },
  ),
  'vain-start': fc.record({ type: fc.constant('vain-start'), atMs: ms, nodeId: kind, ended: fc.boolean() }),
  incident: anyIncident(ms),
  fault: faultOf('fault'),
  heal: faultOf('heal'),
  step: fc.record({ type: fc.constant('step'), atMs: ms, text: kind }),
  ...anySubject(ms),
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

describe('a file', () => {
  it('is refused where the file cannot be read or written', async () => {
    const missing = join(dir, 'none', 'events.jsonl');
    await expect(readRecording(missing)).rejects.toThrow(`${missing} cannot be read: ENOENT`);
    await expect(writeRecording(dir, cleanDrill())).rejects.toThrow(
      `${dir} cannot be written: it is a folder`,
    );
  });
});
