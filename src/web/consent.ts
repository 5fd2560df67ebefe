/** Whose cluster it is: what is somebody else's is changed only by whoever types its name. */
import type { Instance } from '../cluster/instance.ts';
import { LabError } from '../errors.ts';
import type { Fields } from './fields.ts';

/** @param doing what is about to be done to it, such as `kill`. @throws LabError `usage` for another name, or none */
export function assertOwnName({ id, foreign }: Instance, { confirm }: Fields, doing: string): void {
  if (foreign !== true || confirm === id) return;
  throw new LabError('usage', `${id} is not klab's own; to ${doing} it all the same, type its name: ${id}`);
}
