/** The comparison of `klab matrix --clients` as a page: what the same faults cost different client libraries. */
import type { MatrixResult } from '../../../drills/compare/matrix.ts';
import { clientGlance, clientRecords, clientsOf, clientTroubles } from './client-matrix.ts';
import { escaped, markdownTable } from './markdown.ts';
import { whereAndHow, type MatrixOccasion } from './matrix-page.ts';
import { problemLines } from './matrix-report.ts';

/** What more there is to say of a matrix with clients. */
export interface ClientOccasion extends MatrixOccasion {
  /** Text of the settings that all clients had. @default each its own defaults */
  readonly clientSettings?: string | undefined;
  readonly clientRecordsPerSecond: number;
  /** Whether some have settings of their own, which stand behind their versions. @default false */
  readonly areSetApart?: boolean;
  /** Defaults that decide how a client fails over, in words, by its name. */
  readonly defaults: ReadonlyMap<string, string>;
}

function recordsText(cells: MatrixResult['cells']): string {
  const table = clientRecords(cells);
  const none = 'record was given up, lost, doubled or skipped.';
  return table.rows.length === 0 ? `No ${none}` : `${markdownTable(table)}\n\nElsewhere no ${none}`;
}

/** The page, in Markdown. */
export function clientPage(result: MatrixResult, occasion: ClientOccasion): string {
  const { runs, clientSettings, clientRecordsPerSecond, defaults, areSetApart = false } = occasion;
  const { cells, interrupted } = result;
  const clients = clientsOf(cells);
  const problems = [...problemLines(cells), ...clientTroubles(cells)];
  return `${[
    '# Clients through a failover, measured',
    'What the same fault costs programs with different client libraries, all beside each other in the same drill, each on a topic of its own that lies on the brokers alike.',
    ...whereAndHow(
      result,
      occasion,
      `- Each client writes ${clientRecordsPerSecond} records a second and reads them back, as [clients.md](clients.md) says.`,
    ),
    '## The clients',
    markdownTable({
      head: ['Client', 'Version', 'Defaults that decide here'],
      rows: clients.map(({ name, client }) => [name, client, defaults.get(name) ?? 'its own']),
    }),
    clientSettings === undefined
      ? `Each had its own defaults${areSetApart ? ', but for what stands behind its version' : ''}.`
      : `All were set to:\n\n\`\`\`properties\n${clientSettings.trim()}\n\`\`\``,
    '## Writing',
    'The longest time in which a client got no acknowledgement for a partition, the worst of all partitions.',
    markdownTable(clientGlance(cells, 'silentMs')),
    '## Reading',
    "The longest time from a record's acknowledgement to when the client's consumer had it.",
    markdownTable(clientGlance(cells, 'unreadMs')),
    '## Records',
    recordsText(cells),
    ...(problems.length === 0 ? [] : [problems.map((line) => `- ${escaped(line)}`).join('\n')]),
    ...(interrupted ? ['The run was interrupted: the tables are not complete.'] : []),
    '## How to read it',
    [
      `- A time is ${runs === 1 ? 'of one run' : 'the median of the runs, with the shortest and the longest'}; \`none\` is too short to tell from a busy machine, and \`-\` where nothing is known.`,
      '- `never`: the client was silent to its end, or had not read everything ten seconds after the traffic.',
      '- A broker that was killed, stopped, paused or cut off stayed so until every client wrote and read everywhere again, two minutes at most: what a client waited for is its own doing, and nobody freed it.',
      '- Which broker is hit is the same in most runs on one cluster: a leader that is not the active controller. A client that prefers one of its bootstrap addresses may be lucky, or unlucky, in all of them.',
      '- **Cluster** is what the probers saw in the same runs, the worst of all partitions: with it a client was as fast as it could be.',
      '- **Errors** are records that a producer gave up on; **lost** are those that it was told are written, and that are in no partition; **doubled** stand in one more often than once; **skipped** were passed over by its consumer. All runs together.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}
