/** The rules that hold the house together, each a pure function of what its files import and export. */
import { dirname } from 'node:path/posix';
import type { Import, SourceFile } from './read-imports.ts';
import type { Room } from './house.ts';

/** What is wrong, in one line that says where, what and why. */
export type Finding = string;

/** Imports of what the room of a file may not know, and files that are in no room. */
export function strangers(files: readonly SourceFile[], rooms: readonly Room[]): readonly Finding[] {
  return files.flatMap(({ path, imports }) => {
    const own = roomOf(path, rooms);
    if (own === undefined) return [`${path} is in no room: give it one in lint/rooms/`];
    const { place, room } = own;
    return imports
      .filter((one) => !(one.isPackage ? mayUse(room, one) : mayKnow(room, one.target, rooms)))
      .map(({ target, isPackage, line }) => {
        const whose = rooms.flatMap(({ places, packages = [] }) => (packages.includes(target) ? places : []));
        const owners = whose.length === 0 ? 'no room may' : `only ${whose.join(', ')} may`;
        const who = isPackage ? owners : `${place} may not: ${room.why}`;
        return `${path}:${line} imports ${target}, which ${who}`;
      });
  });
}

function mayUse({ packages = [] }: Room, one: Import): boolean {
  return packages.includes(one.target) || isFree(one);
}

/** What comes with Node is everybody's, but for what starts processes, whose types start none. */
function isFree({ target, isType }: Import): boolean {
  return ['node:child_process', 'zx'].includes(target) ? isType : target.startsWith('node:');
}

/** What stands in the table and is not there, or not used: whoever reads it would look for that. */
export function idle(files: readonly SourceFile[], rooms: readonly Room[]): readonly Finding[] {
  const findings = rooms.flatMap((room) => {
    const own = files.filter(({ path }) => roomOf(path, rooms)?.room === room);
    const needed = own.flatMap(({ imports }) => imports.filter((one) => !isFree(one)));
    const used = new Set(needed.map(({ target }) => target));
    const unused = (room.packages ?? []).filter((name) => !used.has(name));
    return [
      ...room.places
        .filter((place) => own.every(({ path }) => !isWithin(path, place)))
        .map((place) => `${place} is not there`),
      ...unused.map((name) => `${room.places.join(', ')} may import ${name} and does not`),
    ];
  });
  return findings.map((finding) => `${finding}: take it out of lint/rooms/`);
}

/** A room within a room has a door of its own: who may enter the outer one may not yet enter it. */
function mayKnow(room: Room, target: string, rooms: readonly Room[]): boolean {
  const other = roomOf(target, rooms);
  if (other?.room === room) return true;
  const door = other?.place.length ?? 0;
  return room.knows.some((known) =>
    known.endsWith('/**')
      ? isWithin(target, known.slice(0, -3))
      : known.length >= door && isWithin(target, known),
  );
}

/** The innermost room of a file. */
function roomOf(
  path: string,
  rooms: readonly Room[],
): { readonly place: string; readonly room: Room } | undefined {
  return rooms
    .flatMap((room) => room.places.map((place) => ({ place, room })))
    .filter(({ place }) => isWithin(path, place))
    .toSorted((a, b) => b.place.length - a.place.length)[0];
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** Folders with more files of their own than a reader takes in at a glance. */
export function crowds(files: readonly SourceFile[], most: number): readonly Finding[] {
  const folders = files.map(({ path }) => dirname(path));
  return [...new Set(folders)]
    .map((folder) => ({ folder, count: folders.filter((other) => other === folder).length }))
    .filter(({ count }) => count > most)
    .map(
      ({ folder, count }) => `${folder} holds ${count} files of its own, and ${most} are the most: divide it`,
    );
}

/** Names that run, are exported, and are imported by no other file: a type may well stand beside what it is of. */
export function unused(files: readonly SourceFile[], entries: readonly string[]): readonly Finding[] {
  const taken = new Set(
    files.flatMap(({ imports }) =>
      imports.flatMap(({ target, names }) =>
        names === 'all' ? [target] : names.map((name) => `${target} ${name}`),
      ),
    ),
  );
  return files
    .filter(({ path }) => !entries.includes(path) && !taken.has(path))
    .flatMap(({ path, exports }) =>
      exports
        .filter(({ name, isType }) => !isType && !taken.has(`${path} ${name}`))
        .map(
          ({ name, line }) =>
            `${path}:${line} exports ${name}, which no other file imports: keep it or delete it`,
        ),
    );
}
