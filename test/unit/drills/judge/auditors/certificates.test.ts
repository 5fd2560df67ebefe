/** What is said of certificates, on hand-made histories: of each claim one that keeps it and one that breaks it. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import type { EventOf } from '../../../../../src/drills/record/events.ts';
import type { HistoryEvent } from '../../../../../src/drills/record/history.ts';
import { cleanDrill, faultMs, healMs } from '../../histories.ts';

const shows = (atMs: number, fingerprint: string, issuer = 'old CA'): HistoryEvent => ({
  type: 'certificate',
  atMs,
  nodeId: 'broker-1',
  broker: 1,
  fingerprint,
  issuer,
  endsAtMs: 1e9,
});
const issued = (atMs: number, endsAtMs?: number): HistoryEvent => ({
  type: 'issue',
  atMs,
  what: 'certificate',
  nodeId: 'broker-1',
  ...(endsAtMs !== undefined && { endsAtMs }),
});
const came = (atMs: number, failed: Partial<EventOf<'newcomer'>> = {}): HistoryEvent => ({
  type: 'newcomer',
  atMs,
  startedAtMs: atMs - 5,
  broker: 1,
  client: 'klab',
  ...failed,
});
const expired = { kind: 'certificate-expired', reason: 'the certificate has expired' };

function findings(...events: readonly HistoryEvent[]) {
  const drill = cleanDrill();
  const all = [...drill.history.events, ...events].toSorted((a, b) => a.atMs - b.atMs);
  const codes = [
    'certificate',
    'certificate-ended',
    'connections-kept',
    'replication',
    'start-refused',
    'refused',
  ];
  return judge({ ...drill, history: { ...drill.history, events: all } })
    .findings.filter(({ code }) => codes.includes(code))
    .map(({ code, ok, unknown, text }) => [code, unknown ? '?' : ok ? 'ok' : 'no', text]);
}

describe('a certificate that is replaced', () => {
  it('is told with the one before, as handshakes showed them', () => {
    const seen = [shows(50, 'aaaaaaaaaaaabb'), issued(60), shows(19_000, 'ccccccccccccdd'), came(19_100)];
    expect(findings(...seen)).toEqual([
      [
        'certificate',
        'ok',
        'broker-1 shows certificate cccccccccccc… of old CA; before, aaaaaaaaaaaa… of old CA',
      ],
      ['refused', 'ok', expect.stringMatching(/^no client was turned away: 1 new ones were let in/)],
    ]);
  });

  it('is not believed where the old one is still served, nor its CA', () => {
    const still = findings(shows(50, 'aa'), issued(60), shows(19_000, 'aa'), came(19_100));
    expect(still[0]?.slice(0, 2)).toEqual(['certificate', 'no']);
    const changed: HistoryEvent = { type: 'issue', atMs: 55, what: 'changed' };
    const ofOld = findings(shows(50, 'aa'), changed, issued(60), shows(19_000, 'bb'), came(19_100));
    expect(ofOld[0]?.[1]).toBe('no');
    const ofNew = findings(shows(50, 'aa'), changed, issued(60), shows(19_000, 'bb', 'new CA'), came(19_100));
    expect(ofNew[0]?.[1]).toBe('ok');
  });

  it('is unknown where nobody looked', () => {
    expect(findings(shows(50, 'aa'), issued(60), came(100))[0]?.[1]).toBe('?');
  });

  it('must turn nobody away; a broker that is not there turns nobody away', () => {
    const turned = findings(
      came(100),
      came(200, { kind: 'unknown-ca', reason: 'of a CA that is not trusted' }),
    );
    expect(turned).toEqual([
      ['refused', 'no', 'clients were turned away 1 time: klab by broker 1, of a CA that is not trusted'],
    ]);
    expect(findings(came(100), came(200, { kind: 'refused', reason: 'ECONNREFUSED' }))[0]?.[1]).toBe('ok');
    expect(findings(came(200, { kind: 'refused', reason: 'ECONNREFUSED' }))[0]?.[1]).toBe('?');
  });
});

describe('somebody else at the address of a broker that is away', () => {
  const stranger = { kind: 'unknown-ca', reason: 'of a CA that is not trusted' };
  const at = (atMs: number, failed: Partial<EventOf<'newcomer'>> = stranger): unknown =>
    findings(came(100), came(atMs, failed))[0]?.[1];

  it('is no broker that turns a client away', () => {
    expect(at(faultMs + 100)).toBe('ok');
    expect(at(healMs - 1)).toBe('ok');
    expect(at(faultMs - 1)).toBe('no');
    expect(at(healMs + 1)).toBe('no');
  });

  it('excuses no other broker, and no password that a broker refuses', () => {
    expect(at(faultMs + 100, { ...stranger, broker: 2 })).toBe('no');
    expect(at(faultMs + 100, { kind: 'sasl-authentication-failed', reason: 'wrong' })).toBe('no');
  });
});

describe('a certificate that has ended', () => {
  // It ends at 1 s; the broker goes at 2 s and is started with another at 14 s.
  const story = [
    shows(50, 'aa'),
    issued(60, 1_000),
    came(500),
    issued(13_000),
    shows(15_000, 'bb'),
    came(15_100),
  ];
  const vain: HistoryEvent = {
    type: 'vain-start',
    atMs: 12_000,
    nodeId: 'broker-1',
    ended: true,
    because: 'certificate_expired',
  };

  it('turns newcomers away, leaves who is connected, and is told in their words', () => {
    expect(findings(...story, came(1_500, expired), vain)).toEqual([
      ['certificate', 'ok', expect.any(String)],
      [
        'certificate-ended',
        'ok',
        'a new klab turns away from broker-1, each of 1 time: the certificate has expired',
      ],
      [
        'connections-kept',
        'ok',
        expect.stringMatching(/^whoever was connected to broker-1 went on: \d+ writes/),
      ],
      ['replication', 'ok', expect.stringMatching(/^replication went on for 1\.0 s/)],
      ['start-refused', 'ok', 'broker-1 does not start again with it: certificate_expired'],
      ['refused', 'ok', expect.stringMatching(/^no client was turned away but for/)],
    ]);
  });

  it('is not said to have ended a broker whose log names another reason', () => {
    const other = { ...vain, because: 'java.net.BindException: Address already in use' };
    expect(findings(...story, came(1_500, expired), other)).toContainEqual([
      'start-refused',
      '?',
      'broker-1 ended when it was started with it, and its log names no certificate: java.net.BindException: Address already in use',
    ]);
  });

  it('is no end where somebody is let in', () => {
    const [, ended] = findings(...story, came(1_500));
    expect(ended).toEqual([
      'certificate-ended',
      'no',
      'klab took the ended certificate of broker-1 1 of 1 time',
    ]);
  });

  it('excuses nobody before it ends, nor once there is another', () => {
    const before = findings(...story, came(900, expired), came(1_500, expired));
    expect(before.at(-1)?.slice(0, 2)).toEqual(['refused', 'no']);
    const after = findings(...story, came(healMs + 2_000, expired), came(faultMs - 100, expired));
    expect(after.at(-1)?.slice(0, 2)).toEqual(['refused', 'no']);
  });

  it('excuses no other broker, also where it turns away whoever writes or reads', () => {
    const failed = { kind: 'certificate-expired', atMs: 1_501, startedAtMs: 1_500 };
    const read = (leader: number): HistoryEvent => ({ type: 'read-error', partition: 0, leader, ...failed });
    // Partition 0 is led by broker 1, partition 1 by broker 2; the try that was under way fails, and is made again.
    const write = (partition: number): HistoryEvent => {
      const before = cleanDrill().history.events.findLast(
        (event): event is EventOf<'attempt'> =>
          event.type === 'attempt' && event.partition === partition && event.atMs <= 1_500,
      )!;
      const { sequence, attempt } = before;
      return { type: 'error', partition, sequence, attempt, mayBeDone: false, ...failed };
    };
    const refusedBy = (event: HistoryEvent): unknown =>
      findings(...story, came(1_500, expired), event).find(([code]) => code === 'refused')?.[1];
    expect([refusedBy(read(1)), refusedBy(write(0))]).toEqual(['ok', 'ok']);
    expect([refusedBy(read(2)), refusedBy(write(1))]).toEqual(['no', 'no']);
  });
});
