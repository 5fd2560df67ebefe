/** What a drill showed of client programs: their lanes beside the cluster's, and what became of their records. */
import type { SubjectVerdict } from '../../drills/judge/subjects/judge-subjects.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { faultOverlay } from './charts/chart-frame.ts';
import { clientLanes } from './charts/client-lanes.ts';
import type { Draw } from './charts/draw.ts';
import { figure } from './charts/figure.ts';
import { lanesChart, lanesHeight } from './charts/lanes.ts';
import { axisRange, sinceOrigin, type TimeFrame } from './charts/time-frame.ts';
import { html, type Html } from './html.ts';
import { grouped } from './measures.ts';

/** The section; nothing where no client was measured. */
export function clientSection(result: DrillResult, frame: TimeFrame, draw: Draw): Html | false {
  const { subjects = [], subjectsUnknown = [] } = result.verdict;
  if (subjects.length === 0 && subjectsUnknown.length === 0) return false;
  return html`<section>
    <h2>Clients</h2>
    <p class="quiet">Programs that ran beside the probers. The verdict is the cluster's alone.</p>
    ${subjectsUnknown.map((text) => html`<p class="bad">${text}</p>`)}
    ${subjects.length > 0 && measured(result, subjects, frame, draw)}
  </section>`;
}

function measured(
  result: DrillResult,
  subjects: readonly SubjectVerdict[],
  frame: TimeFrame,
  draw: Draw,
): Html {
  const lanes = clientLanes(result, frame);
  const range = axisRange([frame]);
  return html`${figure(draw, {
      title: 'When clients were answered',
      explanation:
        'A bar is the longest time in which nothing that the client wrote to the partition was acknowledged.',
      description:
        'Lanes of clients over time: silences and errors. The same in numbers is in the table below.',
      height: lanesHeight(lanes),
      chart: (room) =>
        lanesChart(lanes, range, room, faultOverlay(result.verdict.faults, frame, range, room)),
    })}
    <div class="card scroll">
      <table class="facts">
        <caption>
          Clients and their records
        </caption>
        <thead>
          <tr>
            <th scope="col">Client</th>
            ${['Could serve again', 'Noticed', ...titles].map((title) => html`<th scope="col" class="number">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${subjects.map((subject) => row(subject, frame))}
        </tbody>
      </table>
    </div>`;
}

const titles = [
  'Acknowledged',
  'Not there',
  'Elsewhere',
  'Doubled',
  'Out of order',
  'Errors',
  'Read',
  'Skipped',
];

function row({ name, client, worst, producer, consumer, troubles }: SubjectVerdict, frame: TimeFrame): Html {
  const at = (atMs: number | null | undefined): string =>
    atMs === null || atMs === undefined ? '–' : sinceOrigin(frame, atMs);
  const noticed = worst?.silence === 'for-good' ? 'never' : at(worst?.noticedMs);
  const { acknowledged, missing, misplaced, doubled, outOfOrder, errors } = producer;
  const counts = [
    acknowledged,
    missing,
    misplaced,
    doubled,
    outOfOrder,
    errors,
    consumer.records,
    consumer.skipped,
  ];
  return html`<tr>
    <th scope="row">
      ${name}<br /><span class="quiet">${client}</span>${troubles.map(
        ({ role, text }) => html`<br /><span class="bad">the ${role}: ${text}</span>`,
      )}
    </th>
    ${[at(worst?.servedMs), noticed, ...counts.map((count) => (count === null ? '?' : grouped(count)))].map(
      (text) => html`<td class="number">${text}</td>`,
    )}
  </tr>`;
}
