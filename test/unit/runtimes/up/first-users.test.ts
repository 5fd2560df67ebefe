/** Users of SCRAM are told to the controller that leads, wherever it runs; a wait that was in vain says why that did not work. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { LabError, RuntimeError } from '../../../../src/errors.ts';
import { listenersOn } from '../../../../src/kafka/node.ts';
import { throughHost } from '../../../../src/runtimes/local/probe-listener.ts';
import { prepareSecrets } from '../../../../src/runtimes/secrets/prepare.ts';
import { firstUsers } from '../../../../src/runtimes/up/first-users.ts';
import { createTopology } from '../../../../topologies/index.ts';
import { answerTo, deadAddress, standIn, type StandIn } from '../../client/wire/stand-in.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-first-users-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

const describesQuorum = 55;
const altersPasswords = 51;

/** A controller that says who leads, and takes every password. */
async function controllerOf(leaderId: number): Promise<StandIn> {
  return await standIn((socket, frame) => {
    const answer = new FieldWriter().tags();
    if (frame.readInt16BE(0) === describesQuorum) {
      answer.int16(0).compactArray(['__cluster_metadata'], (topic) => {
        answer.compactString(topic).compactArray([0], (partition) => {
          answer.int32(partition).int16(0).int32(leaderId).int32(1).int64(0n);
          return answer
            .compactArray([], () => answer)
            .compactArray([], () => answer)
            .tags();
        });
        return answer.tags();
      });
    } else {
      // The first asks whether anything is taken: nobody of that name is there.
      const code = frame.includes('nobody of the lab') ? 91 : 0;
      answer
        .int32(0)
        .compactArray(['x'], (user) => answer.compactString(user).int16(code).compactString(null).tags());
    }
    socket.write(answerTo(frame, answer.tags().toBuffer()));
  });
}

/** One secured node whose controller answers at this address, spoken to in plain text. */
async function instanceAt(address: string): Promise<Instance> {
  const topology = createTopology('single-broker').resolve();
  const security = {
    external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
    internal: { protocol: 'SSL', clientAuth: 'required' },
    controller: { protocol: 'SSL', clientAuth: 'required' },
    users: [],
    superUsers: ['admin'],
  } as const;
  const instance = { id: 'first-local', runtime: 'local', topology: { ...topology, security } };
  await prepareSecrets(instance, {}, { env: {} });
  const quorum = listenersOn(topology.nodes[0]!, 'local').find(({ reach }) => reach === 'quorum')!;
  return { ...instance, portOffset: Number(address.split(':')[1]) - quorum.port } as unknown as Instance;
}

const late = new RuntimeError('not-ready', 'waited 1 ms for every broker');

it('tells the leader on this host of everybody, once', async () => {
  await using controller = await controllerOf(1);
  const users = firstUsers(
    await instanceAt(controller.address),
    throughHost(await instanceAt(controller.address)),
  );
  await users.tell();
  await users.tell();
  const told = controller.requests.filter((frame) => frame.readInt16BE(0) === altersPasswords);
  expect(told.map((frame) => [frame.includes('admin'), frame.includes('klab-checks')])).toEqual([
    [false, false],
    [true, true],
  ]);
  expect(users.explain(late)).toBe(late);
});

it('tells nobody who does not lead, and says so where the wait is in vain', async () => {
  await using controller = await controllerOf(2);
  const instance = await instanceAt(controller.address);
  const users = firstUsers(instance, throughHost(instance));
  await users.tell();
  expect(controller.requests.some((frame) => frame.readInt16BE(0) === altersPasswords)).toBe(false);
  expect(users.explain(late)).toMatchObject({
    code: 'not-ready',
    message: expect.stringMatching(
      /^waited 1 ms .*; no controller could be told who comes in: .* does not lead$/,
    ),
  });
  const other = new LabError('node-state', 'something else');
  expect(users.explain(other)).toBe(other);
});

it('says why a controller did not answer', async () => {
  const instance = await instanceAt(await deadAddress());
  const users = firstUsers(instance, throughHost(instance));
  await users.tell();
  expect((users.explain(late) as Error).message).toMatch(
    /no controller could be told who comes in: .*127\.0\.0\.1/,
  );
});
