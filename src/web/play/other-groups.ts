/** Consumer groups that were not started on the page, as their coordinators know them: looked at while somebody looks at the page. */
import { describeGroups, groupNames, type GroupView } from '../../client/by-hand/groups.ts';
import type { ClusterAccess } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';
import { counted } from '../../words.ts';
import type { OtherGroupsView, OtherGroupView } from '../views/groups.ts';

/** More than these nobody reads, and each is a question to its coordinator. */
const mostGroups = 20;

/** The groups of a cluster. */
export class OtherGroups {
  private readonly onChange: () => void;
  private seen: OtherGroupsView = { groups: [], hidden: 0 };
  private looking: Promise<void> | undefined;

  /** @param onChange told whenever there may be something new to see. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** As they were at the last look. */
  get view(): OtherGroupsView {
    return this.seen;
  }

  /** Ids of those that were seen. */
  get ids(): readonly string[] {
    return this.seen.groups.map(({ id }) => id);
  }

  /** Looks at them; a look that is under way is joined. @param isOwn whether a group is none of them */
  async look(access: ClusterAccess, isOwn: (group: string) => boolean): Promise<void> {
    this.looking ??= this.ask(access, isOwn).finally(() => (this.looking = undefined));
    await this.looking;
  }

  /** Resolves once nothing is asked any longer. */
  async ended(): Promise<void> {
    await this.looking;
  }

  private async ask(access: ClusterAccess, isOwn: (group: string) => boolean): Promise<void> {
    try {
      const others = (await groupNames(access)).filter((id) => !isOwn(id));
      const shown = others.slice(0, mostGroups);
      const groups = shown.length === 0 ? [] : await describeGroups(access, shown);
      this.seen = { groups: groups.map(viewOf), hidden: others.length - shown.length };
    } catch (error) {
      // Nobody has asked for this look: whatever goes wrong with it is told, and the next one may be better.
      this.seen = { ...this.seen, problem: messageOf(error) };
    }
    this.onChange();
  }
}

/** Why Kafka neither moves nor removes a group, in words; null where it does. */
export function obstacleToGroup({ group, state, members }: GroupView): string | null {
  if (state === 'Empty') return null;
  // Brokers list it: it is of a protocol that this question does not know (KIP-848, KIP-932), or has just gone.
  if (state === 'Dead') return `its coordinator tells nothing of ${group}, so klab does not touch it`;
  return `${group} is ${state}, with ${counted(members.length, 'member')}: Kafka moves and removes only groups that nobody is in (NON_EMPTY_GROUP); end its members first`;
}

function viewOf(view: GroupView): OtherGroupView {
  const { group, state, members, partitions } = view;
  return {
    id: group,
    state,
    members: members.map(({ id }) => id),
    partitions: partitions.map(({ topic, partition, committed, next, lag }) => ({
      topic,
      partition,
      committed: committed ?? null,
      next,
      lag,
      member: members.findIndex((member) => member.partitions.includes(`${topic}/${partition}`)) + 1,
    })),
    obstacle: obstacleToGroup(view),
  };
}
