/** A node that was started with a certificate that has ended is not left to run with it. */
import { expect, it } from 'vitest';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { DrillCertificates, type CertificateTools } from '../../../../src/drills/run/certificates.ts';
import { InterruptedError, LabError } from '../../../../src/errors.ts';

/** A node that runs once it is started, until it is killed. @param kill what somebody who kills it meets */
function toolsFor(signal: AbortSignal, kill: () => void = () => undefined) {
  const done: string[] = [];
  const events: unknown[] = [];
  const cluster: Partial<RunningCluster> = {
    start: async (id) => void done.push(`start ${id}`),
    status: async () => [{ id: 'broker-1', state: 'running' }] as never,
    async kill(id) {
      kill();
      done.push(`kill ${id}`);
    },
    runLog: async () => [],
  };
  const watch = {
    stoppedAfter: (_: string, work: (of: unknown) => Promise<void>) => work(cluster),
  };
  const recorder = { record: (event: unknown) => events.push(event) };
  return { done, events, tools: { cluster, watch, recorder, signal } as unknown as CertificateTools };
}

it('is ended where it does not end by itself', async () => {
  const { done, events, tools } = toolsFor(new AbortController().signal);
  await new DrillCertificates(tools).startInVain('broker-1', 1);
  expect(done).toEqual(['start broker-1', 'kill broker-1']);
  expect(events).toEqual([{ type: 'vain-start', nodeId: 'broker-1', ended: false }]);
});

it('is ended where the drill is interrupted meanwhile', async () => {
  const { done, tools } = toolsFor(AbortSignal.abort());
  const given = new DrillCertificates(tools).startInVain('broker-1', 60_000);
  await expect(given).rejects.toThrow(InterruptedError);
  expect(done).toEqual(['start broker-1', 'kill broker-1']);
});

it('has ended by itself where nothing is left to be ended', async () => {
  const { events, tools } = toolsFor(new AbortController().signal, () => {
    throw new LabError('node-state', 'broker-1 does not run');
  });
  await new DrillCertificates(tools).startInVain('broker-1', 1);
  expect(events).toEqual([{ type: 'vain-start', nodeId: 'broker-1', ended: true }]);
});
