/** Several drills on one page: their figures side by side, their charts under each other on one time axis. */
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { loadDraw } from './charts/draw.ts';
import { startTime } from './drill-page.ts';
import { html, type Html } from './html.ts';
import { measures, verdictSentence } from './measures.ts';
import { page } from './page.ts';
import { settingsOf } from './settings-section.ts';
import { sliceLengthMs, slicesOf } from './charts/slices.ts';
import { axisRange, timeFrame } from './charts/time-frame.ts';
import { highestRate, latencyRange, type TrafficChart } from './charts/traffic-charts.ts';
import { latencyFigure, rateFigure } from './traffic-figures.ts';

/** The whole page, as HTML in one file that needs nothing else. */
export async function renderComparison(results: readonly DrillResult[]): Promise<string> {
  const draw = await loadDraw();
  const frames = results.map(timeFrame);
  const range = axisRange(frames);
  const lengthMs = sliceLengthMs(
    frames,
    results.map(({ history }) => history.settings.intervalMs),
  );
  const runs = results.map((result, index) => {
    const frame = frames[index] ?? timeFrame(result);
    return { result, frame, range, slices: slicesOf(result.history, frame, lengthMs) };
  });
  const highest = Math.max(...runs.map(({ slices }) => highestRate(slices)));
  const latencies = latencyRange(runs.flatMap(({ slices }) => slices));
  const each = (draws: (run: TrafficChart, title: string) => Html): Html[] =>
    runs.map((run, index) => draws({ ...run, highest, latencies }, titleOf(run.result, index)));
  return page(
    `${results.length} drills compared`,
    html`<header>
        <h1>${results.length} drills compared</h1>
        <p class="quiet">Times are since the first fault of each run; every chart has the same axes.</p>
      </header>
      <section>
        <h2>Side by side</h2>
        ${comparisonTable(results)}
      </section>
      <section>
        <h2>Acknowledged records</h2>
        ${each((run, title) => rateFigure(draw, run, title))}
      </section>
      <section>
        <h2>Latency of acknowledgements</h2>
        ${each((run, title) => latencyFigure(draw, run, title))}
      </section>`,
  );
}

const outcomeWords = { held: '✓ passed', broken: '✗ failed', unknown: '? unknown' };

function titleOf({ drill, topology }: DrillResult, index: number): string {
  return `Run ${index + 1}: ${drill} on ${topology.name}`;
}

/** Each setting with its value in every run. */
function settingsOfAll(
  results: readonly DrillResult[],
): readonly [name: string, values: readonly string[]][] {
  const all = results.map(settingsOf);
  return (all[0] ?? []).map(([name], row) => [name, all.map((run) => run[row]?.[1] ?? '')]);
}

function comparisonTable(results: readonly DrillResult[]): Html {
  const all = results.map(measures);
  const names = [...new Set(all.flat().map(({ name }) => name))];
  const settings = settingsOfAll(results);
  const different = settings.filter(([, values]) => new Set(values).size > 1);
  const same = settings.filter((setting) => !different.includes(setting));
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <td></td>
          ${results.map(({ history }, index) => html`<th scope="col">Run ${index + 1}<br /><span class="quiet">${startTime(history.startedAt)}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Verdict</th>
          ${results.map(
            (result) =>
              html`<td class="wrap">
                <strong class="${result.verdict.passed ? 'good' : 'bad'}"
                  >${outcomeWords[result.verdict.outcome]}</strong
                >${!result.verdict.passed && html`<br />${verdictSentence(result)}`}
              </td>`,
          )}
        </tr>
        ${names.map(
          (name) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${all.map((run) => {
                const found = run.find((measure) => measure.name === name);
                return html`<td>
                  ${
                    found === undefined
                      ? '–'
                      : html`<strong class="${found.tone}">${found.value}</strong>
                          <span class="quiet">${found.note}</span>`
                  }
                </td>`;
              })}
            </tr>`,
        )}
        ${different.map(
          ([name, values]) =>
            html`<tr class="differs">
              <th scope="row">${name}</th>
              ${values.map((value) => html`<td>${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    <details>
      <summary>What all runs have in common</summary>
      <dl class="settings">
        ${same.map(
          ([name, [value]]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>
  </div>`;
}
