/** Topologies by name. Whoever has some gives them along: the lab's own are written as a user's are, above all of `src/`. */
import { dirname, join } from 'node:path';
import leven from 'leven';
import { shown } from '../../constructs/prop-rules.ts';
import { Topology, type TopologyOptions } from '../../constructs/topology.ts';
import { LabError, TopologyValidationError, UsageError } from '../../errors.ts';
import { shownPath, userFileError } from '../user-file.ts';
import { ignoredOptions, meaninglessOptions } from './ignored-options.ts';

/** Makes a topology, with what the command line may change of it. */
export type TopologyFactory = (options?: TopologyOptions) => Topology;

/** Topologies of whoever uses the command, and the file that names them. */
export interface OwnTopologies {
  /** The config, as an absolute path. */
  readonly file: string;
  readonly factories: Readonly<Record<string, TopologyFactory>>;
}

/** Topologies that can be made by name. */
export class TopologyRegistry {
  /** Every name, in the order in which they were given. */
  readonly names: readonly string[];
  /** Those of them that a person's own config names. */
  readonly ownNames: readonly string[];
  /** Folder of what the topologies render to, beside the config. @default none: there is no config */
  readonly distDir: string | undefined;
  /** The config. @default none */
  readonly file: string | undefined;
  private readonly factories: ReadonlyMap<string, TopologyFactory>;

  /**
   * @param factories by the name of the topology that each makes.
   * @param own come before those. @default none
   * @throws UsageError where a name is in both.
   */
  constructor(factories: Readonly<Record<string, TopologyFactory>>, own?: OwnTopologies) {
    this.ownNames = Object.keys(own?.factories ?? {});
    const twice = this.ownNames.find((name) => Object.hasOwn(factories, name));
    if (own !== undefined && twice !== undefined)
      throw new UsageError(
        `${shownPath(own.file)}: "${twice}" is a ready-made topology; give yours another name`,
      );
    this.factories = new Map(Object.entries({ ...own?.factories, ...factories }));
    this.names = [...this.factories.keys()];
    this.file = own?.file;
    this.distDir = own && join(dirname(own.file), 'dist');
  }

  /** These and a person's own. @throws UsageError where a name is in both. */
  with(own: OwnTopologies): TopologyRegistry {
    return new TopologyRegistry(Object.fromEntries(this.factories), own);
  }

  /**
   * Makes a topology by name; an option that it does not have, or does not take, is one of its problems.
   * @throws LabError `unknown-topology` with the nearest names; of a person's own, for what is no topology or has problems.
   */
  create(name: string, options: TopologyOptions = {}): Topology {
    const factory = this.factories.get(name);
    if (factory === undefined) throw this.unknown(name);
    const isOwn = this.file !== undefined && this.ownNames.includes(name);
    const topology = isOwn ? this.createOwn(name, factory, options, this.file) : factory(options);
    topology.node.addValidation({
      validate: () => [
        ...meaninglessOptions(topology, options),
        ...(isOwn ? ignoredOptions(topology, options) : []),
      ],
    });
    // Whoever wrote it is told at once, and in which file.
    const problems = isOwn ? topology.problems() : [];
    if (problems.length === 0) return topology;
    const at = shownPath(this.file ?? '');
    throw new TopologyValidationError(
      problems.map(({ path, message }) => ({ path: `${at}: ${path}`, message })),
    );
  }

  private createOwn(
    name: string,
    factory: TopologyFactory,
    options: TopologyOptions,
    file: string,
  ): Topology {
    const at = shownPath(file);
    const made: unknown = calling(() => factory(options), `topologies.${name} throws: `, file);
    if (!(made instanceof Topology))
      throw new UsageError(
        `${at}: topologies.${name} returns ${shown(made)}, which is no Topology of this klab's library; return one`,
      );
    if (made.name === name) return made;
    const twice = this.ownNames.includes(made.name) ? `, as topologies.${made.name} is` : '';
    throw new UsageError(
      `${at}: topologies.${name} makes a topology called "${made.name}"${twice}; use one name for both`,
    );
  }

  /** The error for a name that is in no registry; says which names come close, if any do. */
  unknown(name: string): LabError {
    const near = this.near(name).slice(0, 2);
    const meant = near.length === 0 ? '' : `did you mean ${near.join(' or ')}? `;
    return new LabError('unknown-topology', `unknown topology "${name}"; ${meant}klab list shows all`);
  }

  /** True for a topology's name, and for what can be the id of an instance of one; for any name where none is here. */
  mayName(name: string): boolean {
    const isOf = (known: string): boolean => name === known || name.startsWith(`${known}-`);
    return this.names.length === 0 || this.names.some(isOf);
  }

  /** True for a name that is close to one that is here, without being one: a slip of the pen. */
  isMistyped(name: string): boolean {
    return !this.mayName(name) && this.near(name).length > 0;
  }

  /** Names that may have been meant, nearest first. */
  private near(name: string): readonly string[] {
    const distance = (known: string): number => leven(name, known);
    return this.names.filter((known) => isNear(name, known)).toSorted((a, b) => distance(a) - distance(b));
  }
}

/** Near are a slip of the pen, up to a third of what was written, and a name of which a part was written. */
function isNear(name: string, known: string): boolean {
  return leven(name, known) <= name.length / 3 || (name.length >= 3 && known.includes(name));
}

function calling<T>(work: () => T, doing: string, file: string): T {
  try {
    return work();
  } catch (error) {
    throw userFileError(error, file, doing);
  }
}
