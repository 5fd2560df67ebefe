/** Everything that a page can ask for, by name; what is not here cannot be done. */
import { deskActions } from './desk/desk-actions.ts';
import type { Desk } from './desk/desk.ts';
import { diff } from './diff-action.ts';
import { choice, type Fields } from './fields.ts';
import { actOnNode, actOnRack } from './hands.ts';
import { lessonActions } from './lesson-actions.ts';
import { groupActions } from './group-actions.ts';
import { playActions } from './play-actions.ts';
import { proofActions } from './proof-actions.ts';
import type { Lab } from './lab.ts';

/** Does it. @returns what became of it, in a sentence. @throws LabError for what cannot be */
type Action = (lab: Lab, fields: Fields) => Promise<string>;

const actions = {
  node: actOnNode,
  rack: actOnRack,
  ...playActions,
  ...groupActions,
  ...proofActions,
} satisfies Record<string, Action>;

/** What needs no cluster. */
const ofDesk = { ...deskActions, ...lessonActions, diff } as const;

const names = [...Object.keys(ofDesk), ...Object.keys(actions)] as (
  keyof typeof ofDesk | keyof typeof actions
)[];

/** Does what was asked for. @throws LabError `usage` for what nobody can do, `no-instance` where no cluster is shown */
export async function perform(desk: Desk, name: string, fields: Fields): Promise<string> {
  const asked = choice({ action: name }, 'action', names);
  if (isOfDesk(asked)) return await ofDesk[asked](desk, fields);
  return await actions[asked](desk.lab, fields);
}

function isOfDesk(name: string): name is keyof typeof ofDesk {
  return Object.hasOwn(ofDesk, name);
}
