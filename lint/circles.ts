/** Circles among the files and folders of a folder, each folder as a whole; an import of a type counts as any other. */
import type { SourceFile } from './read-imports.ts';
import type { Finding } from './rules.ts';

/** An import between two siblings, and the files where it was seen. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly seen: string;
}

/** Siblings that import each other in a circle. */
export interface Circle {
  readonly folder: string;
  /** Names of the files and folders. */
  readonly members: readonly string[];
}

/** Circles that are not known, and known ones that are there no more; part of a known one is known. */
export function circles(files: readonly SourceFile[], known: readonly Circle[] = []): readonly Finding[] {
  const found = [...arrowsByFolder(files)].flatMap(([folder, arrows]) =>
    knots(arrows).map((members) => ({ folder, members, arrows })),
  );
  const fresh = found.filter((circle) => !known.some((one) => isPart(circle, one)));
  const gone = known.filter((one) => !found.some((circle) => isPart(circle, one)));
  return [
    ...fresh.map(({ folder, members, arrows }) => {
      const within = arrows.filter(({ from, to }) => members.includes(from) && members.includes(to));
      const shown = within.filter((arrow, index) => index === within.findIndex((one) => isSame(one, arrow)));
      return [`a circle in ${folder}: ${members.join(', ')}`, ...shown.map(({ seen }) => `    ${seen}`)].join(
        '\n',
      );
    }),
    ...gone.map(
      ({ folder, members }) =>
        `no circle in ${folder} of ${members.join(', ')} any more: delete it from lint/house.ts`,
    ),
  ];
}

function isPart(circle: Circle, known: Circle): boolean {
  return circle.folder === known.folder && circle.members.every((member) => known.members.includes(member));
}

function isSame(one: Arrow, other: Arrow): boolean {
  return one.from === other.from && one.to === other.to;
}

/** By folder, what of its own imports what else of its own. */
function arrowsByFolder(files: readonly SourceFile[]): ReadonlyMap<string, readonly Arrow[]> {
  const folders = new Map<string, Arrow[]>();
  for (const { path, imports } of files) {
    for (const { target, isPackage, line } of imports) {
      if (isPackage || target === path) continue;
      const [here, there] = [path.split('/'), target.split('/')];
      const depth = here.findIndex((part, index) => part !== there[index]);
      const folder = here.slice(0, depth).join('/');
      const arrow = {
        from: here[depth] ?? '',
        to: there[depth] ?? '',
        seen: `${path}:${line} imports ${target}`,
      };
      folders.set(folder, [...(folders.get(folder) ?? []), arrow]);
    }
  }
  return folders;
}

/** What can be reached from each other, in alphabetical order. */
function knots(arrows: readonly Arrow[]): readonly (readonly string[])[] {
  const members = [...new Set(arrows.map(({ from }) => from))];
  const reachable = (start: string): ReadonlySet<string> => {
    const reached = new Set<string>();
    const waiting = [start];
    for (const member of waiting) {
      for (const { from, to } of arrows) {
        if (from !== member || reached.has(to)) continue;
        reached.add(to);
        waiting.push(to);
      }
    }
    return reached;
  };
  const reach = new Map(members.map((member) => [member, reachable(member)]));
  const inCircles = members.filter((member) => reach.get(member)?.has(member)).toSorted();
  const isTogether = (one: string, other: string): boolean =>
    reach.get(one)?.has(other) === true && reach.get(other)?.has(one) === true;
  return inCircles
    .filter((member, index) => inCircles.findIndex((other) => isTogether(other, member)) === index)
    .map((member) => inCircles.filter((other) => isTogether(member, other)));
}
