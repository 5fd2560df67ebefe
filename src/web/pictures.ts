/** The topologies that klab knows, each with a drawing that is made when somebody looks at it. */
import type { TopologyRegistry } from '../app/find/registry.ts';
import { LabError, messageOf } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { drawingOf } from '../report/graph/drawing.ts';
import { svgOf } from '../report/graph/svg.ts';
import type { TopologyView } from './view.ts';

/** All of them, a person's own first. */
export class Pictures {
  readonly views: readonly TopologyView[];
  private readonly topologies = new Map<string, ResolvedTopology>();

  constructor(registry: TopologyRegistry) {
    const own = new Set(registry.ownNames);
    const names = [...own, ...registry.names.filter((name) => !own.has(name))];
    this.views = names.map((name) => {
      const isOwn = own.has(name);
      try {
        const topology = registry.create(name).resolve();
        this.topologies.set(name, topology);
        return { name, summary: topology.summary, isDrawn: true, isOwn };
      } catch (error) {
        // One of a person's own that has problems keeps nobody from the others.
        if (!(error instanceof LabError)) throw error;
        return { name, summary: messageOf(error), isDrawn: false, isOwn };
      }
    });
  }

  /** A topology as SVG; undefined where there is none of that name. */
  of(name: string): string | undefined {
    const topology = this.topologies.get(name);
    return topology && svgOf(drawingOf(topology));
  }
}
