/** What `klab clients` shows: which clients a drill can measure here, and how one gets the others. */
import type { ClientEntry } from '../../../drills/subjects/subject.ts';
import { mark } from '../../marks.ts';
import { table } from '../table.ts';

/** The table, and how a client of one's own comes in. */
export function clientsReport(entries: readonly ClientEntry[]): string {
  return [
    table(
      ['', 'CLIENT', 'VERSION', 'WHAT IT IS', 'WHAT IT CAN DO'],
      entries.map(({ name, client, isThere, version = '', does }) => [
        isThere ? mark.good('✓') : mark.doubtful('✗'),
        name,
        version,
        client,
        does,
      ]),
    ),
    '',
    ...entries.flatMap(({ name, fix }) => (fix === undefined ? [] : [`${name} is not here: ${fix}`])),
    'what each has by default:',
    ...entries.map(({ name, usual }) => `  ${name}: ${usual}`),
    '',
    'any program of your own that keeps the contract (docs/clients.md) is one too: --client ./my-client.sh',
  ].join('\n');
}
