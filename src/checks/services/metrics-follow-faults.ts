/** Smoke check: what Prometheus says of under-replicated partitions rises with a fault and falls with the recovery. */
import { assertAllRunning } from '../../cluster/all-running.ts';
import { brokersOf, type LabNode } from '../../kafka/node.ts';
import { NotYet } from '../../wait.ts';
import { until } from '../kit/awaiting.ts';
import type { CheckContext, SmokeCheck } from '../kit/check.ts';
import {
  describeUnscraped,
  lastScrapes,
  obstacleToAsking,
  scrapedTimeoutMs,
  underReplicated,
} from './prometheus-view.ts';
import { brokerToStop, obstacleToCopies, stopInOrder } from '../kit/stoppable.ts';
import { makeTopic, waitForFullIsr } from '../kit/topics.ts';

/** How long a restarted broker may take to catch up, in milliseconds. */
const restartTimeoutMs = 120_000;

/** A graph that stays flat while a broker is away would be worse than none. */
export const metricsFollowFaults: SmokeCheck = {
  name: 'metrics-follow-faults',
  service: 'prometheus',
  claim:
    'Under-replicated partitions, as Prometheus sees them, rise while a broker is away and fall to 0 after.',
  timeoutMs: 240_000,
  stopsNodes: true,
  sharesOutage: true,
  skipReason: (context) => obstacleToCopies(context) ?? obstacleToAsking(context),
  async run(context) {
    await assertAllRunning(context.cluster, 'the check');
    const partitions = brokersOf(context.cluster.topology).length;
    const { topic } = await makeTopic(context, { suffix: 'metrics', partitions });
    await waitUntilCalm(context);
    const broker = await brokerToStop(context);
    await stopInOrder(context, broker);
    const risen = await startAfter(context, broker, () => waitUntilRisen(context, broker));
    await waitForFullIsr(context, topic, partitions, restartTimeoutMs);
    await waitUntilCalm(context);
    return `${broker.id} stopped: Prometheus missed it and counted ${risen} under-replicated partitions; 0 and every broker scraped after its start`;
  },
};

/** The broker comes back whatever was seen. */
async function startAfter<T>(context: CheckContext, broker: LabNode, wait: () => Promise<T>): Promise<T> {
  try {
    return await wait();
  } finally {
    context.note(`starting ${broker.id} again`);
    await context.cluster.start(broker.id);
  }
}

async function waitUntilRisen(context: CheckContext, broker: LabNode): Promise<number> {
  return until(context, `Prometheus to miss ${broker.id}`, scrapedTimeoutMs, async () => {
    const scrapes = await lastScrapes(context);
    if (scrapes.some(({ node, reached }) => node === broker.id && reached)) {
      return new NotYet(`it still scrapes ${broker.id}`);
    }
    const count = await underReplicated(context);
    return count > 0 ? count : new NotYet(`it counts ${count} under-replicated partitions`);
  });
}

async function waitUntilCalm(context: CheckContext): Promise<void> {
  const what = 'Prometheus to see every broker and no under-replicated partition';
  await until(context, what, scrapedTimeoutMs, async () => {
    const missing = describeUnscraped(context.cluster.topology, await lastScrapes(context));
    if (missing !== undefined) return new NotYet(missing);
    const count = await underReplicated(context);
    return count === 0 ? true : new NotYet(`it counts ${count} under-replicated partitions`);
  });
}
