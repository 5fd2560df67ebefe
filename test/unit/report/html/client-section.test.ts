/** The page has a section of the clients, and says so where one of them could not be judged. */
import { expect, it } from 'vitest';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import { renderDrillReport } from '../../../../src/report/html/drill-page.ts';
import { clientLanes } from '../../../../src/report/text/clients/client-lanes.ts';
import { cleanDrill, faultMs } from '../../drills/histories.ts';

const ack = (subject: string, atMs: number, offset: number): HistoryEvent => ({
  type: 'subject-ack',
  atMs,
  subject,
  place: [0, offset],
  value: `0.${offset}`,
});

function resultOf(names: readonly string[], ...events: readonly HistoryEvent[]) {
  const clean = cleanDrill();
  const recording = {
    ...clean,
    history: { ...clean.history, events: [...clean.history.events, ...events] },
    subjects: names.map((name) => ({
      name,
      client: `${name} <1.0>`,
      topic: `lab-${name}`,
      groupId: 'g',
      readBack: [[0, 0, '0.0']] as const,
    })),
  };
  return { ...recording, verdict: judge(recording) };
}

/** As a page that was written by another version, or damaged, may have it. */
const damaged = { type: 'subject-ack', atMs: 120, subject: 'broken' } as HistoryEvent;

it('has nothing where no client was measured', async () => {
  expect(await renderDrillReport(resultOf([]))).not.toContain('<h2>Clients</h2>');
});

it('has a row for each client with what became of its records, and a lane', async () => {
  const page = await renderDrillReport(
    resultOf(['mine'], ack('mine', faultMs - 20, 0), ack('mine', faultMs - 10, 1)),
  );
  const section = page.slice(page.indexOf('<h2>Clients</h2>'));
  expect(section).toContain('mine &lt;1.0&gt;');
  expect(section).toContain('mine p0');
  const cells = [...section.matchAll(/<td class="number">([^<]*)<\/td>/g)].map(([, text]) => text);
  // Acknowledged two, of which one is not there.
  expect(cells.slice(2, 4)).toEqual(['2', '1']);
});

it('tells of a client whose judging broke; the others and the drill keep their verdicts', async () => {
  const result = resultOf(['mine', 'broken'], ack('mine', faultMs - 20, 0), damaged);
  const { verdict } = result;
  expect(verdict.passed).toBe(true);
  expect(verdict.subjects?.map(({ name }) => name)).toEqual(['mine']);
  const said = 'the auditor of client broken broke, and nothing is known of that';
  expect(verdict.subjectsUnknown).toEqual([expect.stringContaining(said)]);
  expect(await renderDrillReport(result)).toContain(said);
  expect(clientLanes(verdict).join('\n')).toContain(said);
});

it('tells of it where it was the only one', async () => {
  const page = await renderDrillReport(resultOf(['broken'], damaged));
  expect(page).toContain('<h2>Clients</h2>');
  expect(page).toContain('the auditor of client broken broke');
});
