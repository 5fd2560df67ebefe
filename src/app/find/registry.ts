/** Topologies by name. Whoever has some gives them along: the lab's own are written as a user's are, above all of `src/`. */
import leven from 'leven';
import type { Topology, TopologyOptions } from '../../constructs/topology.ts';
import { ZooKeeperEnsemble } from '../../constructs/zookeeper-ensemble.ts';
import { LabError } from '../../errors.ts';

/** Makes a topology, with what the command line may change of it. */
export type TopologyFactory = (options?: TopologyOptions) => Topology;

/** Topologies that can be made by name. */
export class TopologyRegistry {
  /** Every name, in the order in which they were given. */
  readonly names: readonly string[];
  private readonly factories: ReadonlyMap<string, TopologyFactory>;

  /** @param factories by the name of the topology that each makes. */
  constructor(factories: Readonly<Record<string, TopologyFactory>>) {
    this.factories = new Map(Object.entries(factories));
    this.names = Object.keys(factories);
  }

  /**
   * Makes a topology by name; an option that it does not have is one of its problems.
   * @throws LabError `unknown-topology` with the nearest names.
   */
  create(name: string, options: TopologyOptions = {}): Topology {
    const factory = this.factories.get(name);
    if (factory === undefined) throw this.unknown(name);
    const topology = factory(options);
    const hasZooKeeper = topology.node.findAll().some((construct) => construct instanceof ZooKeeperEnsemble);
    if (options.zookeepers !== undefined && !hasZooKeeper) {
      const problem = `has no ZooKeeper, so zookeepers ${options.zookeepers} means nothing; drop it or use multi-zookeeper`;
      topology.node.addValidation({ validate: () => [problem] });
    }
    return topology;
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
