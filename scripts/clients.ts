/** `klab clients`: which client programs a drill can measure here. */
import type { Command } from 'commander';
import { listClients } from '../src/app/clients/known.ts';
import { clientsReport } from '../src/report/text/clients/clients-report.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  return verb(
    'clients',
    'List the client programs that a drill can measure, and how to get them.',
    'klab clients',
  )
    .option('--json', 'print JSON')
    .action(async ({ json }: CommonOptions) => {
      const clients = await listClients();
      if (json) printJson({ clients });
      else console.log(clientsReport(clients));
    });
}
