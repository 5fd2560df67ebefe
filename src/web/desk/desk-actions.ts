/** What a person does with whole clusters on the page: brings one up, takes one down, chooses the one that is shown. */
import { takeNamedDown } from '../../app/down.ts';
import { LabError } from '../../errors.ts';
import { targets } from '../../kafka/node.ts';
import { choice, flag, type Fields } from '../fields.ts';
import type { Desk } from './desk.ts';

/** Where klab decides as `klab up` does. */
const anywhere = 'anywhere';

/** By the names that the page sends. */
export const deskActions = { up, 'stop-up': stopUp, down, show } as const;

async function up(desk: Desk, fields: Fields): Promise<string> {
  const topology = choice(fields, 'topology', desk.caller.topologies.names);
  const on = choice(fields, 'on', [anywhere, ...targets]);
  const wishes = {
    on: on === anywhere ? undefined : on,
    portOffset: flag(fields, 'beside') ? ('free' as const) : 0,
    isolatable: flag(fields, 'isolatable'),
  };
  desk.raising.begin(topology, wishes, async (id) => {
    await desk.exclusively(`about to show ${id}`, async () => await desk.show(id));
  });
  return `${topology} is being brought up`;
}

async function stopUp(desk: Desk): Promise<string> {
  if (desk.raising.view?.isRunning !== true) throw new LabError('usage', 'nothing is being brought up');
  desk.raising.stop();
  return 'what was begun is being removed';
}

async function show(desk: Desk, fields: Fields): Promise<string> {
  const id = choice(fields, 'instance', desk.ids);
  if (id === desk.shownId) return `${id} is shown already`;
  await desk.exclusively(`about to show ${id}`, async () => await desk.show(id));
  return `${id} is shown`;
}

async function down(desk: Desk, fields: Fields): Promise<string> {
  const id = choice(fields, 'instance', desk.ids);
  return await desk.exclusively(`taking ${id} down`, async () => {
    const { topologies, signal } = desk.caller;
    await takeNamedDown(id, topologies, {
      signal,
      mayRemoveOthers: fields['confirm'] === id,
      // Nobody may write to it or look at it while it goes.
      before: async () => (id === desk.shownId ? await desk.showNothing() : undefined),
    });
    return `${id} is gone, with its data`;
  });
}
