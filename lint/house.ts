/** What the house is made of, and what holds for all of it; its rooms are a table of their own. */
import type { Circle } from './circles.ts';

/** A part of the project. */
export interface Room {
  /** Folders and files that it is made of, and that know each other; one in it that has a row of its own is another room. */
  readonly places: readonly string[];
  /** Rooms, and folders and files of them, that it may import; with `/**` the rooms in them too. */
  readonly knows: readonly string[];
  /** Packages that it may import. What comes with Node is everybody's, but for what starts processes. @default none */
  readonly packages?: readonly string[];
  /** Why no more than that. */
  readonly why: string;
}

/** As many files as a folder of `src/` may hold. */
export const mostFiles = 20;

/** Files that export for others than this project. */
export const entries: readonly string[] = ['src/index.ts', 'src/cdk8s.ts', 'topologies/index.ts'];

/** Circles that are there and are to go. None may be added. */
export const knownCircles: readonly Circle[] = [];
