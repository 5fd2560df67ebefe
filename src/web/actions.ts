/** Everything that a page can ask for, by name; what is not here cannot be done. */
import { choice, type Fields } from './fields.ts';
import { actOnNode } from './hands.ts';
import { playActions } from './play-actions.ts';
import { proofActions } from './proof-actions.ts';
import type { Lab } from './lab.ts';

/** Does it. @returns what became of it, in a sentence. @throws LabError for what cannot be */
type Action = (lab: Lab, fields: Fields) => Promise<string>;

const actions = { node: actOnNode, ...playActions, ...proofActions } satisfies Record<string, Action>;

const names = Object.keys(actions) as (keyof typeof actions)[];

/** Does what was asked for. @throws LabError `usage` for what nobody can do */
export async function perform(lab: Lab, name: string, fields: Fields): Promise<string> {
  return await actions[choice({ action: name }, 'action', names)](lab, fields);
}
