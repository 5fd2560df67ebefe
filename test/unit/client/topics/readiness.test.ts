/** Which brokers count as registered, asked of servers that answer as brokers do; what follows needs a real cluster. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../../../src/client/topics/readiness.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { RuntimeError } from '../../../../src/errors.ts';
import { issueCertificate, makeAuthority } from '../../../../src/runtimes/secrets/certificates.ts';
import { resolved } from '../../../support/topologies.ts';
import { answerTo, deadAddress, standIn, type StandIn } from '../wire/stand-in.ts';

const topology = resolved('single-broker');

/** A broker that describes its cluster: this id, with so many brokers (DescribeCluster, version 0). */
function broker(clusterId: string, brokers: () => number): Promise<StandIn> {
  const [throttleMs, noError, controller, nothingAllowed] = [0, 0, 1, -2_147_483_648];
  return standIn((socket, frame) => {
    const numbers = Array.from({ length: brokers() }, (_, index) => index + 1);
    const body = new FieldWriter()
      .tags()
      .int32(throttleMs)
      .int16(noError)
      .compactString(null)
      .compactString(clusterId)
      .int32(controller)
      .uvarint(numbers.length + 1);
    for (const number of numbers) {
      body.int32(number).compactString('127.0.0.1').int32(9_092).compactString(null).tags();
    }
    socket.write(answerTo(frame, body.int32(nothingAllowed).tags().toBuffer()));
  });
}

/** Waits for one broker at an address; whether more is ready than that is never asked here. */
function wait(address: string, more: Partial<Parameters<typeof waitUntilReady>[0]> = {}): Promise<string> {
  const listeners = { EXTERNAL: address };
  const access = { brokers: [{ number: 1, id: 'broker-1', address, listeners }] };
  return waitUntilReady({ topology, access, timeoutMs: 300, ...more });
}

describe('a broker', () => {
  it('of another cluster is said at once: another Kafka has the port', async () => {
    await using other = await broker('someone-elses', () => 1);
    const startedMs = performance.now();
    await expect(wait(other.address, { clusterId: 'ours', timeoutMs: 60_000 })).rejects.toThrow(
      `${other.address} answers as cluster someone-elses, not ours: another Kafka uses this port; end it, or use --port-offset N`,
    );
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('that knows too few others is waited for, and named with what it lacks', async () => {
    await using lonely = await broker('ours', () => 0);
    const pending: string[] = [];
    const onPending = (reason: string): void => void pending.push(reason);
    await expect(wait(lonely.address, { onPending })).rejects.toThrow(
      `waited 300 ms for every broker to register: ${lonely.address} knows 0 of 1 brokers`,
    );
    expect(pending).toEqual([`${lonely.address} knows 0 of 1 brokers`]);
    expect(lonely.requests.length).toBeGreaterThan(1);
  });

  it('that does not answer is named', async () => {
    const address = await deadAddress();
    await expect(wait(address)).rejects.toThrow(
      `waited 300 ms for every broker to register: ${address} does not answer`,
    );
  });

  it('that shows a certificate of before which has expired is to be restarted', async () => {
    const authority = await makeAuthority();
    const dayMs = 24 * 60 * 60_000;
    const validity = { from: new Date(Date.now() - 2 * dayMs), until: new Date(Date.now() - dayMs) };
    const ended = await issueCertificate(authority, { name: 'broker-1', addresses: ['127.0.0.1'] }, validity);
    const server = createServer({ cert: ended.certificate, key: ended.key }).on(
      'tlsClientError',
      () => undefined,
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const security = { tls: { ca: authority.certificate } };
    const access = {
      brokers: [{ number: 1, id: 'broker-1', address, listeners: { EXTERNAL: address }, security }],
    };
    await expect(wait(address, { access })).rejects.toThrow(
      "the broker's certificate has expired; a node reads a new one when it starts: restart broker-1",
    );
    server.close();
  });

  it('that does not let klab in is named with why', async () => {
    await using secured = await standIn((socket) => socket.write(Buffer.from('15030300020250', 'hex')));
    await expect(wait(secured.address)).rejects.toThrow(
      `${secured.address} does not let klab in: the broker answers with a TLS alert: this listener speaks TLS alone`,
    );
  });

  it('whose node has died is not waited for', async () => {
    const assertAlive = (): void => {
      throw new RuntimeError('node-died', 'broker-1 ended');
    };
    await expect(wait(await deadAddress(), { assertAlive, timeoutMs: 60_000 })).rejects.toThrow(
      'broker-1 ended',
    );
  });

  it('is asked by every listener for the host, and each must answer', async () => {
    await using first = await broker('ours', () => 1);
    const second = await deadAddress();
    const listeners = { EXTERNAL: first.address, SECOND: second };
    const access = { brokers: [{ number: 1, id: 'broker-1', address: first.address, listeners }] };
    await expect(wait(first.address, { access })).rejects.toThrow(`${second} does not answer`);
    // What has answered in full is not asked again.
    expect(first.requests).toHaveLength(1);
  });
});
