import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { failOn, type CheckContext, type SmokeCheck } from '../../../../src/checks/kit/check.ts';
import { runCheck, type RunCheckRequest } from '../../../../src/checks/kit/run-check.ts';
import { track, type Tracked } from '../../../../src/checks/kit/tracking.ts';
import { LabError, RuntimeError } from '../../../../src/errors.ts';
import type { KafkaClient } from '../../../../src/client/kafkajs/kafka.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';

interface Lab {
  readonly tracked: Tracked;
  /** What happened to the cluster and its clients, in order. */
  readonly events: string[];
}

function lab(): Lab {
  const events: string[] = [];
  const act = (what: string) => async (nodeId: string) => {
    events.push(`${what} ${nodeId}`);
  };
  const cluster = { stop: act('stop'), kill: act('kill'), start: act('start') } as unknown as RunningCluster;
  const client = (what: string) => () => ({
    async disconnect() {
      events.push(`disconnect ${what}`);
    },
  });
  const kafka = { admin: client('admin'), producer: client('producer'), consumer: client('consumer') };
  return { tracked: track(cluster, () => kafka as unknown as KafkaClient), events };
}

function check(run: (context: CheckContext) => Promise<string>): SmokeCheck {
  return { name: 'example', claim: 'It holds.', run };
}

const request: RunCheckRequest = { topicPrefix: 'prefix' };

describe('a check', () => {
  it('passes with what it proved', async () => {
    const result = await runCheck(
      check(async () => 'seen 3 of 3'),
      lab().tracked,
      request,
    );
    expect(result).toMatchObject({
      name: 'example',
      claim: 'It holds.',
      outcome: 'passed',
      detail: 'seen 3 of 3',
    });
  });

  it('fails with the first problems in one line', async () => {
    const failing = check(async () => {
      failOn(['one', 'two', 'three', 'four', 'five']);
      return '';
    });
    const { outcome, detail } = await runCheck(failing, lab().tracked, request);
    expect({ outcome, detail }).toEqual({ outcome: 'failed', detail: 'one; two; three; and 2 more' });
  });

  it('is skipped with its reason and never run', async () => {
    const skipped = {
      ...check(async () => Promise.reject(new Error('ran'))),
      skipReason: () => 'needs a moon',
    };
    const { outcome, detail } = await runCheck(skipped, lab().tracked, request);
    expect({ outcome, detail }).toEqual({ outcome: 'skipped', detail: 'needs a moon' });
  });

  it('fails by name of a defect where it throws what nobody meant', async () => {
    const broken = check(async () => Promise.reject(new TypeError('x is not a function')));
    const { detail } = await runCheck(broken, lab().tracked, request);
    expect(detail).toMatch(
      /^TypeError: x is not a function at .*\(a defect of the check; please report it\)$/,
    );
  });

  it('ends in time, saying what it waited for, and disconnects its clients', async () => {
    const { tracked, events } = lab();
    const slow = check(async (context) => {
      context.kafka().producer();
      context.kafka().consumer({ groupId: 'group' });
      context.note('waiting for rain');
      await delay(60_000, undefined, { signal: context.signal });
      return '';
    });
    const { outcome, detail } = await runCheck(slow, tracked, { ...request, timeoutMs: 20 });
    expect({ outcome, detail }).toEqual({
      outcome: 'failed',
      detail: 'gave up after 20 ms while waiting for rain',
    });
    expect(events).toEqual(['disconnect producer', 'disconnect consumer']);
  });

  it('can stop nothing any more once its time is over', async () => {
    const { tracked, events } = lab();
    const late = check(async ({ cluster, signal }) => {
      await cluster.stop('broker-1');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await delay(5);
      await cluster.stop('broker-2');
      return '';
    });
    await runCheck(late, tracked, { ...request, timeoutMs: 20 });
    expect(events).toEqual(['stop broker-1']);
    expect(await tracked.stoppedNodes()).toEqual([{ id: 'broker-1' }]);
    expect(tracked.wasDisturbed()).toBe(true);
  });

  it('tells of a node whose stop failed that nobody knows what came of it, and not of one that was refused', async () => {
    const { tracked } = lab();
    const failing = track(
      {
        ...tracked.cluster,
        stop: () => Promise.reject(new RuntimeError('engine-refused', 'something outside klab ended it')),
        kill: () => Promise.reject(new LabError('node-state', 'broker-2 does not run')),
      },
      tracked.kafka,
    );
    const both = check(async ({ cluster }) => {
      await Promise.allSettled([cluster.stop('broker-1'), cluster.kill('broker-2')]);
      return '';
    });
    await runCheck(both, failing, request);
    expect(await failing.stoppedNodes()).toEqual([{ id: 'broker-1', unsettled: true }, { id: 'broker-2' }]);
  });

  it('forgets nodes that it started again', async () => {
    const { tracked } = lab();
    const tidy = check(async ({ cluster }) => {
      await cluster.stop('broker-1');
      await cluster.start('broker-1');
      return '';
    });
    await runCheck(tidy, tracked, request);
    expect(await tracked.stoppedNodes()).toEqual([]);
    expect(tracked.wasDisturbed()).toBe(true);
  });
});
