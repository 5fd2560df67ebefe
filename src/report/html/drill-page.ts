/** The report of one drill as a page: the verdict first, then what happened, at the end how to do it again. */
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { brokersOf } from '../../kafka/node.ts';
import { modeNames } from '../../kafka/versions/versions.ts';
import { faultOverlay, type ChartRoom } from './charts/chart-frame.ts';
import { clientSection } from './client-section.ts';
import { clusterSection } from './cluster-section.ts';
import { mostPartitions, nodeLanes, partitionLanes, partitionsShown } from './charts/cluster-lanes.ts';
import { loadDraw, type Draw } from './charts/draw.ts';
import { figure, legendList, type LegendKey } from './charts/figure.ts';
import { html, type Html } from './html.ts';
import { lanesChart, lanesHeight } from './charts/lanes.ts';
import { measures, verdictSentence, type Measure } from './measures.ts';
import { nodeColour } from './node-colour.ts';
import { page } from './page.ts';
import { settingsSection } from './settings-section.ts';
import { sliceLengthMs, slicesOf } from './charts/slices.ts';
import { story } from './story.ts';
import { effectTables, recordsTable } from './tables.ts';
import { axisRange, sinceOrigin, timeFrame, type TimeFrame } from './charts/time-frame.ts';
import { latencyFigure, rateFigure } from './traffic-figures.ts';
import { underReplicatedFigure } from './charts/under-replicated-figure.ts';

/** More lines than these are folded, so that what comes after them is found. */
const longStory = 30;

/** The whole page, as HTML in one file that needs nothing else. */
export async function renderDrillReport(result: DrillResult): Promise<string> {
  const draw = await loadDraw();
  const frame = timeFrame(result);
  const { drill, topology, instance, runtime, history } = result;
  return page(
    `${drill} on ${topology.name}`,
    html`<header>
        <h1>${drill} on ${topology.name}</h1>
        <p class="quiet">
          ${instance} (${runtime}), Kafka ${topology.kafkaVersion}, ${modeNames[topology.mode]},
          ${startTime(history.startedAt)}
        </p>
      </header>
      ${verdictSection(result)} ${chartsSection(result, frame, draw)}
      <section>
        <h2>Partition by partition</h2>
        ${recordsTable(result)} ${effectTables(result)}
      </section>
      ${clientSection(result, frame, draw)} ${clusterSection(result, frame)} ${storySection(result, frame)}
      ${settingsSection(result)}`,
  );
}

function verdictSection(result: DrillResult): Html {
  const { verdict, left, interrupted } = result;
  const words = { held: 'Passed', broken: 'Failed', unknown: interrupted ? 'Interrupted' : 'Unknown' };
  const word = words[verdict.outcome];
  return html`<section>
    <div class="card verdict ${verdict.outcome !== 'held' && 'failed'}" id="verdict">
      <p><span class="word">${word}.</span> ${verdictSentence(result)}</p>
    </div>
    ${left !== undefined && html`<p class="bad">The cluster was left broken: ${left}</p>`}
    <dl class="figures">${measures(result).map(measureCard)}</dl>
    <h2>What was promised</h2>
    <ul class="findings card">
      ${verdict.findings
        .toSorted((a, b) => Number(a.ok) - Number(b.ok))
        .map(
          ({ ok, unknown = false, text }) =>
            html`<li>
              <span class="mark ${ok ? 'good' : 'bad'}"
                >${ok ? '✓ ok' : unknown ? '? unknown' : '✗ failed'}</span
              >
              ${text}
            </li>`,
        )}
    </ul>
  </section>`;
}

function measureCard({ name, value, note, tone }: Measure): Html {
  return html`<div class="card">
    <dt>${name}</dt>
    <dd><span class="value ${tone}">${value}</span><br /><span class="note">${note}</span></dd>
  </div>`;
}

function chartsSection(result: DrillResult, frame: TimeFrame, draw: Draw): Html {
  const { topology, history, verdict } = result;
  const range = axisRange([frame]);
  const lengthMs = sliceLengthMs([frame], [history.settings.intervalMs]);
  const traffic = { result, frame, range, slices: slicesOf(history, frame, lengthMs) };
  const nodes = nodeLanes(result, frame);
  const shown = partitionsShown(result);
  const partitions = partitionLanes(result, frame, shown);
  const hidden = history.settings.partitions - shown.length;
  const marks = (room: ChartRoom) => faultOverlay(verdict.faults, frame, range, room);
  const brokerKeys = brokersOf(topology).map(({ id, number }): LegendKey => ({
    text: id,
    colour: nodeColour(topology, number),
    look: 'full',
  }));
  const faults = verdict.faults.map(({ fault, nodeId }) => `${fault} ${nodeId}`).join(', ');
  const zero = verdict.faults.length === 0 ? 'the first record' : 'the first fault';
  return html`<section>
    <h2>What happened</h2>
    <p class="quiet">All charts have the same time axis: 0 is ${zero}.</p>
    ${legendList([
      ...brokerKeys,
      { text: 'fault begins', colour: 'var(--fault)', look: 'dashed' },
      { text: 'and is undone', colour: 'var(--heal)', look: 'dashed' },
      { text: 'no writes', colour: 'var(--outage)', look: 'full' },
      ...(traffic.slices.some(({ readRate }) => readRate !== undefined)
        ? [{ text: 'no reads', colour: 'var(--outage-reads)', look: 'full' } as const]
        : []),
      ...(history.events.some(({ type }) => type === 'elr')
        ? [{ text: 'may lead, though out of sync', colour: 'var(--muted)', look: 'full' } as const]
        : []),
    ])}
    ${figure(draw, {
      title: 'Nodes',
      explanation: 'Who was the active controller, when each broker answered, and what was done to nodes.',
      description: `Lanes of nodes over time. Faults: ${faults === '' ? 'none' : faults}. The same in words is below, in order of time.`,
      height: lanesHeight(nodes),
      chart: (room) => lanesChart(nodes, range, room, marks(room)),
    })}
    ${rateFigure(draw, traffic, 'Acknowledged records')}
    ${latencyFigure(draw, traffic, 'Latency of acknowledgements')}
    ${underReplicatedFigure(draw, result, frame, range)}
    ${figure(draw, {
      title: 'Partitions',
      explanation: `The leader, outages, and which copies were in sync: one thin line per copy, in the colour of its broker.${
        hidden > 0 ? ` The ${mostPartitions} that suffered most; the other ${hidden} are in the table.` : ''
      }`,
      description: `Lanes of partitions over time: leader, outages, copies in sync. The same in numbers is in the tables below.`,
      height: lanesHeight(partitions),
      chart: (room) => lanesChart(partitions, range, room, marks(room)),
    })}
  </section>`;
}

function storySection(result: DrillResult, frame: TimeFrame): Html {
  const lines = story(result, frame);
  return html`<section>
    <h2>In order of time</h2>
    <details class="card" ${lines.length <= longStory && 'open'}>
      <summary>${lines.length} things that happened</summary>
      <div class="scroll">
        <table class="story">
          <tbody>
            ${lines.map(
              ({ atMs, what }) =>
                html`<tr>
                  <td>${sinceOrigin(frame, atMs)}</td>
                  <td>${what}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

/** `2026-01-31 08:15:00 UTC`. */
export function startTime(startedAt: string): string {
  return `${startedAt.slice(0, 19).replace('T', ' ')} UTC`;
}
