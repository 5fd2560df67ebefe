/** How `docker compose` is told which project, which file, and what of somebody else's to leave alone. */
import type { Instance } from '../../../cluster/instance.ts';
import { composePath } from '../compose-file.ts';
import { projectNameOf } from './project.ts';

/** Names project and file, so that no variable of the user's environment can choose others. */
export function projectArgs(instance: Instance): readonly string[] {
  return ['--project-name', projectNameOf(instance), '--file', composePath(instance)];
}

/**
 * Containers that are there stay as they are, whatever variables say today; and in the project of an application that
 * includes the file its own services stay, even where `COMPOSE_REMOVE_ORPHANS` says else.
 */
export const upOptions: readonly string[] = ['--detach', '--no-recreate', '--remove-orphans=false'];
