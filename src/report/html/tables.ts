/** The tables of a report: outages and records of each partition, and what each fault did to it. */
import type { FaultEffect } from '../../drills/judge/fault-spans.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { brokerName } from '../../kafka/node.ts';
import { html, type Html } from './html.ts';
import { grouped, longestOf, readWindows, writeWindows, type Fault } from './measures.ts';
import { perSecond } from '../text/load-text.ts';

/** One table per fault. */
export function effectTables(result: DrillResult): readonly Html[] {
  const { faults } = result.verdict;
  return faults.map((fault, index) => effectTable(result, fault, index, faults.length > 1));
}

function effectTable(
  { verdict, topology }: DrillResult,
  fault: Fault,
  index: number,
  several: boolean,
): Html {
  const rows = verdict.partitions.map((partition) => {
    const effect = partition.effects[index];
    return html`<tr>
      <th scope="row">${partition.partition}</th>
      <td>
        ${effect === undefined || effect.leaderBefore < 0 ? 'none' : brokerName(topology, effect.leaderBefore)}
      </td>
      <td class="number">${newLeader(effect, fault, (number) => brokerName(topology, number))}</td>
      <td class="number">${after(effect?.isrShrankAfterMs)}</td>
      <td class="number">${after(effect?.fullIsrAfterMs)}</td>
      <td class="number">
        ${effect === undefined || effect.newLeader === null ? '–' : after(effect.leaderBackAfterMs)}
      </td>
    </tr>`;
  });
  return html`<div class="card scroll">
    <table class="facts">
      <caption>
        ${several && `Fault ${index + 1}: `}${fault.fault} ${fault.nodeId}
      </caption>
      <thead>
        <tr>
          <th scope="col">Partition</th>
          <th scope="col">Leader before</th>
          <th scope="col" class="number">New leader after</th>
          <th scope="col" class="number">ISR shrank after</th>
          <th scope="col" class="number">Full ISR after healing</th>
          <th scope="col" class="number">Leader back after healing</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** The longest outage in full; the others, most of them a busy machine's hiccups, as a count. */
function outage(windows: ReturnType<typeof writeWindows>): Html | string {
  const longest = longestOf(windows);
  if (longest === undefined) return 'none';
  const others = windows.filter((window) => window !== longest);
  const next = longestOf(others);
  const rest = next !== undefined && html`<br />+${others.length} up to ${ms(next.durationMs)}`;
  const forGood = longest.firstSuccessMs === null;
  return html`${ms(longest.durationMs)}${forGood ? ', to the end' : ` ± ${ms(longest.uncertaintyMs)}`}<span
      class="quiet"
      >${rest}</span
    >`;
}

function newLeader(effect: FaultEffect | undefined, fault: Fault, name: (broker: number) => string): string {
  if (effect === undefined) return '';
  if (effect.leaderBefore !== fault.node) return 'not concerned';
  return effect.newLeader === null
    ? 'not seen'
    : `${after(effect.newLeaderAfterMs)} (${name(effect.newLeader)})`;
}

function after(durationMs: number | null | undefined): string {
  return durationMs === null || durationMs === undefined ? 'not seen' : ms(durationMs);
}

function ms(durationMs: number): string {
  return `${grouped(Math.round(durationMs))} ms`;
}

/** When each partition was out of reach, and what became of its records. */
export function recordsTable({ verdict, history }: DrillResult): Html {
  const reads = history.events.some(({ type }) => type === 'read');
  const known = (count: number | null): string => (count === null ? '?' : grouped(count));
  const cells = (
    counts: Omit<typeof verdict.totals, 'attempted' | 'unexpected'>,
    rate: number | null,
  ): Html =>
    html`<td class="number">${grouped(counts.acknowledged)}</td>
      <td class="number ${(counts.lost ?? 0) > 0 && 'bad'}">${known(counts.lost)}</td>
      <td class="number">${known(counts.duplicated)}</td>
      <td class="number ${(counts.outOfOrder ?? 0) > 0 && 'bad'}">${known(counts.outOfOrder)}</td>
      <td class="number">${grouped(counts.unknown)}</td>
      <td class="number">${grouped(counts.failed)}</td>
      <td class="number">${perSecond(rate)}</td>`;
  return html`<div class="card scroll">
    <table class="facts">
      <caption>
        Outages and records
      </caption>
      <thead>
        <tr>
          <th scope="col">Partition</th>
          <th scope="col" class="number">No writes for</th>
          ${reads && html`<th scope="col" class="number">No reads for</th>`}
          ${['Acknowledged', 'Lost', 'Duplicated', 'Out of order', 'Unknown', 'Failed', 'Records/s'].map(
            (title) => html`<th scope="col" class="number">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${verdict.partitions.map(
          (partition) =>
            html`<tr>
              <th scope="row">${partition.partition}</th>
              <td class="number">${outage(writeWindows(partition))}</td>
              ${reads && html`<td class="number">${outage(readWindows(partition))}</td>`}
              ${cells(
                { ...verdict.totals, ...partition.records, lost: partition.records.lost?.length ?? null },
                verdict.load.partitions[partition.partition] ?? null,
              )}
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">all</th>
          <td></td>
          ${reads && html`<td></td>`} ${cells(verdict.totals, verdict.load.reached)}
        </tr>
      </tfoot>
    </table>
    <p class="note">
      Unknown: never acknowledged, but it may be in the log. Failed: never acknowledged, and refused for
      certain.
    </p>
  </div>`;
}
