/** Runs the links of a local instance until it is ended; started by `klab up --isolatable` in the instance's folder. */
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { orderServer, socketName } from '../src/runtimes/local/links/orders.ts';
import { Switchboard } from '../src/runtimes/local/links/switchboard.ts';
import { readPlanFile } from '../src/runtimes/local/plan-file.ts';

// The marks by which `ps` finds this process come first; only the last argument says anything to it.
const plan = await readPlanFile(process.argv.at(-1) ?? '');
const board = new Switchboard(plan.links ?? []);
await board.open();
// The links are held by now, so that no other process runs them: a socket that is there was left by one that is gone.
await rm(socketName, { force: true });
const server = orderServer(board).listen(socketName);
await once(server, 'listening');
