/** A broker is ready once it has caught up for the first time: the real script against a broker that says what a test wants. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';
import {
  catchUpPatienceSeconds,
  inSyncScript,
  maxAnswerBytes,
} from '../../../../../src/render/kubernetes/pod/in-sync.ts';
import { issueCertificate, makeAuthority } from '../../../../../src/runtimes/secrets/certificates.ts';
import { questionsTo } from '../../../../../src/render/kubernetes/pod/probes.ts';
import { resolved } from '../../../../support/topologies.ts';

/** One partition as the broker tells of it. */
interface Told {
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

const inSync: Told = { leader: 2, replicas: [1, 2, 3], isr: [1, 2, 3] };
const behind: Told = { ...inSync, isr: [2, 3] };
const leaderless: Told = { leader: -1, replicas: [1, 2, 3], isr: [3] };
const elsewhere: Told = { leader: 2, replicas: [2, 3], isr: [2] };

let dir: string;
let server: Server;
/** What was asked, by Kafka's number of the request. */
let asked: number[];
const apiVersions = 18;
const metadata = 3;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'in-sync-'));
  asked = [];
});
afterEach(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

/** The answer to a Metadata request of version 1 (Kafka protocol guide). */
function answerOf(partitions: readonly Told[], brokers: readonly number[], perTopic = 2): Buffer {
  const topics = Array.from({ length: Math.ceil(partitions.length / perTopic) }, (_, at) =>
    partitions.slice(at * perTopic, (at + 1) * perTopic),
  );
  const body = new FieldWriter();
  body.int32(2);
  // A rack may be told or not, and names are not of one length.
  body.array(brokers, (number) =>
    body
      .int32(number)
      .string(`broker-${number}`)
      .int32(9092)
      .string(number === 2 ? 'b' : null),
  );
  body.int32(3);
  body.array(topics, (held) => {
    body
      .int16(0)
      .string('t'.repeat(1 + (held.length % 249)))
      .boolean(false);
    body.array(held, ({ leader, replicas, isr }) => {
      body
        .int16(leader < 0 ? 5 : 0)
        .int32(0)
        .int32(leader);
      body.array(replicas, (number) => body.int32(number));
      body.array(isr, (number) => body.int32(number));
    });
  });
  const bytes = body.toBuffer();
  return new FieldWriter().int32(bytes.length).raw(bytes).toBuffer();
}

/** A broker whose Metadata answers are the given ones, the last of them for ever; undefined says nothing. */
async function broker(...answers: readonly (Buffer | undefined)[]): Promise<number> {
  return await listening(createServer(answering(answers)));
}

function answering(answers: readonly (Buffer | undefined)[]): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      const key = request.readInt16BE(4);
      const count = asked.push(key);
      if (key === apiVersions) socket.write(Buffer.from('000000080000000100000000', 'hex'));
      const earlier = asked.slice(0, count - 1).filter((one) => one === metadata).length;
      const answer = answers[Math.min(earlier, answers.length - 1)];
      if (key === metadata && answer !== undefined) socket.write(answer);
    });
  };
}

async function listening(made: Server): Promise<number> {
  server = made;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Asks as the probe of broker 1 does, with its files in a folder of the test. */
function ask(port: number): Promise<{ readonly code: number; readonly said: string }> {
  const answers = questionsTo(resolved('single-broker').nodes[0]!).alive.replace('/9092 ', `/${port} `);
  const script = inSyncScript({ number: 1, port, answers }).replaceAll('/tmp/', `${dir}/`);
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], (error, stdout, stderr) => {
      resolve({ code: (error?.code as number | undefined) ?? 0, said: stdout + stderr });
    });
  });
}

const isMarked = (): boolean => existsSync(join(dir, 'klab-caught-up'));

it('finds a broker ready at once whose copies are in sync, or that has none', async () => {
  for (const partitions of [[inSync, elsewhere, inSync], [elsewhere], []]) {
    rmSync(join(dir, 'klab-caught-up'), { force: true });
    expect(await ask(await broker(answerOf(partitions, [1, 2, 3])))).toEqual({ code: 0, said: '' });
    expect(isMarked()).toBe(true);
    server.close();
  }
});

it('finds one unready that is behind, and says so', { timeout: 20_000 }, async () => {
  const port = await broker(answerOf([inSync, elsewhere, behind], [1, 2, 3]));
  expect(await ask(port)).toEqual({ code: 1, said: '1 of its 2 copies are not in sync yet\n' });
  expect(isMarked()).toBe(false);
});

it('waits within one probe for one that is about to catch up', async () => {
  const [late, whole] = [answerOf([behind], [1, 2, 3]), answerOf([inSync], [1, 2, 3])];
  expect(await ask(await broker(late, late, whole))).toEqual({ code: 0, said: '' });
  expect(isMarked()).toBe(true);
});

it('asks only whether it answers once it has caught up, however far it falls behind', async () => {
  const port = await broker(answerOf([inSync], [1, 2, 3]), answerOf([behind], [1, 2, 3]));
  await ask(port);
  asked = [];
  expect(await ask(port)).toEqual({ code: 0, said: '' });
  expect(asked).toEqual([apiVersions]);
});

it(
  'does not wait for a partition without a leader, but for its copy once it has one',
  { timeout: 20_000 },
  async () => {
    const port = await broker(
      answerOf([inSync, leaderless], [1, 2, 3]),
      answerOf([inSync, behind], [1, 2, 3]),
    );
    expect(await ask(port)).toEqual({ code: 0, said: '' });
    expect(isMarked()).toBe(false);
    expect((await ask(port)).code).toBe(1);
  },
);

it(
  'finds one unready that the cluster does not count yet, as before its controller has told it anything',
  { timeout: 20_000 },
  async () => {
    expect(await ask(await broker(answerOf([], [2, 3])))).toEqual({
      code: 1,
      said: 'the cluster does not count it as one of its brokers yet\n',
    });
  },
);

it('finds one unready that answers and tells nothing of its copies', { timeout: 20_000 }, async () => {
  expect(await ask(await broker(undefined))).toEqual({
    code: 1,
    said: 'it does not tell what copies are in sync\n',
  });
});

it('finds one ready that has not caught up for long: a disk may be gone for good', async () => {
  const port = await broker(answerOf([behind], [1, 2, 3]));
  const since = Math.floor(Date.now() / 1_000) - catchUpPatienceSeconds - 5;
  writeFileSync(join(dir, 'klab-answers-since'), String(since));
  expect(await ask(port)).toEqual({ code: 0, said: '' });
  expect(isMarked()).toBe(true);
});

it(
  'reads thousands of partitions within one probe, and does not try what would take too much memory',
  { timeout: 30_000 },
  async () => {
    const many = Array.from({ length: 3_000 }, () => inSync);
    const one = await broker(answerOf([...many, behind], [1, 2, 3], 10));
    expect((await ask(one)).said).toBe('1 of its 3001 copies are not in sync yet\n');
    server.close();

    const held = Array.from({ length: 14_000 }, () => behind);
    const tooMany = answerOf(held, [1, 2, 3], 500);
    expect(tooMany.length).toBeGreaterThan(maxAnswerBytes);
    expect(await ask(await broker(tooMany))).toEqual({ code: 0, said: '' });
  },
);

it('is asked of brokers, and of no controller', () => {
  const [node] = resolved('single-broker').nodes;
  expect(questionsTo(node!).ready).toContain('klab-caught-up');
  const controller = resolved('multi-broker-isolated').nodes.find(({ id }) => id === 'controller-101');
  expect(questionsTo(controller!).ready).not.toContain('klab-caught-up');
});

it('asks a secured broker by its own certificate', { timeout: 20_000 }, async () => {
  const authority = await makeAuthority();
  const { certificate: cert, key } = await issueCertificate(authority, { name: 'broker-1' });
  const tls = { keystore: join(dir, 'own.pem'), authority: join(dir, 'ca.pem') };
  writeFileSync(tls.keystore, `${key}${cert}${authority.certificate}`);
  writeFileSync(tls.authority, authority.certificate);
  const shown: string[] = [];
  const secured = createTlsServer({ cert, key, ca: authority.certificate, requestCert: true }, (socket) => {
    shown.push(String(socket.getPeerCertificate().subject.CN));
    answering([answerOf([inSync], [1, 2, 3])])(socket);
  });
  const port = await listening(secured.on('tlsClientError', () => undefined));
  const script = inSyncScript({ number: 1, port, tls, answers: 'true' }).replaceAll(
    '/tmp/klab',
    `${dir}/klab`,
  );
  const outcome = await new Promise<{ code: number; said: string }>((resolve) => {
    execFile('bash', ['-c', script], (error, stdout, stderr) => {
      resolve({ code: (error?.code as number | undefined) ?? 0, said: stdout + stderr });
    });
  });
  expect(outcome).toEqual({ code: 0, said: '' });
  expect(shown).toEqual(['broker-1']);
  expect(isMarked()).toBe(true);
});
