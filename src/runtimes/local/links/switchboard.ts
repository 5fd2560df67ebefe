/** All links of one instance, and the one place that knows which nodes are cut off: this process, and no file. */
import type { PlannedLink } from '../../../render/local/links.ts';
import type { Isolation } from '../../../cluster/node-status.ts';
import { isCut, type Isolated } from './cuts.ts';
import { Link } from './link.ts';

/** The links of an instance, which nodes can be cut off from and given back to. */
export class Switchboard {
  private planned: readonly { readonly plan: PlannedLink; readonly link: Link }[];
  private state: Isolated = {};

  constructor(plans: readonly PlannedLink[]) {
    this.planned = plans.flatMap(linksOf);
  }

  /** What each node is cut off from now. */
  get isolated(): Isolated {
    return this.state;
  }

  /** Resolves once every link accepts connections. @throws Error of the operating system for one that cannot */
  async open(): Promise<void> {
    await Promise.all(this.planned.map(({ link }) => link.open()));
  }

  /**
   * Opens links that are not there yet.
   * @throws Error of the operating system for one that cannot
   */
  async extend(plans: readonly PlannedLink[]): Promise<void> {
    const there = new Set(this.planned.map(({ link }) => link.name));
    const further = plans.flatMap(linksOf).filter(({ link }) => !there.has(link.name));
    await Promise.all(further.map(({ link }) => link.open()));
    this.planned = [...this.planned, ...further];
    for (const { plan, link } of further) link.setCut(isCut(plan, this.state));
  }

  /** Cuts a node off. @returns false where it is cut off already */
  isolate(nodeId: string, from: Isolation): boolean {
    if (this.state[nodeId] !== undefined) return false;
    this.apply({ ...this.state, [nodeId]: from });
    return true;
  }

  /** Lets a node reach everything again that is not cut off itself. @returns false where it is not cut off */
  heal(nodeId: string): boolean {
    const { [nodeId]: healed, ...others } = this.state;
    if (healed === undefined) return false;
    this.apply(others);
    return true;
  }

  /** Ends every link and its connections. */
  close(): void {
    for (const { link } of this.planned) link.close();
  }

  private apply(state: Isolated): void {
    this.state = state;
    for (const { plan, link } of this.planned) link.setCut(isCut(plan, state));
  }
}

/** One for each port. */
function linksOf(plan: PlannedLink): readonly { readonly plan: PlannedLink; readonly link: Link }[] {
  const { listen, forward } = plan;
  return plan.ports.map((port) => ({ plan, link: new Link({ listen, forward, port }) }));
}
