/** What changed for the whole cluster in a drill, in short: the controller, fenced brokers, the group, transactions. */
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { counted } from '../../words.ts';
import { brokersOf, nodeName } from '../../kafka/node.ts';
import { controllers, fenced } from './charts/cluster-states.ts';
import { html, type Html } from './html.ts';
import { sinceOrigin, type TimeFrame } from './charts/time-frame.ts';

/** One line per matter; what a drill did not look at has none. */
export function clusterSection(result: DrillResult, frame: TimeFrame): Html {
  return html`<section>
    <h2>The cluster</h2>
    <dl class="settings card">
      ${clusterFacts(result, frame).map(
        ([name, text]) =>
          html`<dt>${name}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
  </section>`;
}

/** Matters with their words. */
function clusterFacts(
  result: DrillResult,
  frame: TimeFrame,
): readonly (readonly [name: string, text: string])[] {
  const group = rebalances(result, frame);
  const transactions = transactionEnds(result);
  return [
    ['Active controller', controllerHistory(result, frame)],
    ['Fenced brokers', fencings(result, frame)],
    ...(group === undefined ? [] : [['Consumer group', group] as const]),
    ...(transactions === undefined ? [] : [['Transactions', transactions] as const]),
  ];
}

function controllerHistory({ history, topology }: DrillResult, frame: TimeFrame): string {
  const [first, ...later] = controllers(history.events, frame);
  if (first === undefined) return 'not known';
  const moves = later.map(
    ({ fromMs, value }) => `, then ${nodeName(topology, value)} from ${sinceOrigin(frame, fromMs)}`,
  );
  return `${nodeName(topology, first.value)}${moves.length === 0 ? ' throughout' : moves.join('')}`;
}

function fencings({ history, topology }: DrillResult, frame: TimeFrame): string {
  const all = brokersOf(topology).flatMap(({ id, number }) =>
    fenced(history.events, number, frame).map(
      ({ fromMs, untilMs }) =>
        `${id} from ${sinceOrigin(frame, fromMs)}${untilMs < frame.untilMs ? ` to ${sinceOrigin(frame, untilMs)}` : ' to the end'}`,
    ),
  );
  return all.length === 0 ? 'none seen' : all.join(', ');
}

function rebalances({ history, verdict }: DrillResult, frame: TimeFrame): string | undefined {
  if (verdict.group === undefined) return undefined;
  const { consumers, rebalances: count } = verdict.group;
  const joins = history.events.filter(({ type, atMs }) => type === 'rebalance' && atMs > frame.originMs);
  const last = joins.at(-1);
  const since = count === 0 || last === undefined ? '' : `, the last at ${sinceOrigin(frame, last.atMs)}`;
  return `${counted(consumers, 'member')}, ${counted(count, 'rebalance')} since the fault${since}`;
}

/** `12 committed, 1 unknown`. */
function transactionEnds({ history }: DrillResult): string | undefined {
  const last = new Map<number, string>();
  for (const event of history.events)
    if (event.type === 'transaction') last.set(event.transaction, event.state);
  if (last.size === 0) return undefined;
  const states = [...last.values()];
  return [...new Set(states)]
    .map((state) => `${states.filter((one) => one === state).length} ${state}`)
    .join(', ');
}
