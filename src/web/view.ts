/** What the page is told: plain data, whole at every moment, so that a reload or a second tab begins where any other is. */
import type { CourseView } from './views/course.ts';
import type { OtherGroupsView } from './views/groups.ts';
import type { LessonsView } from './views/lessons.ts';
import type { TimeLineView } from './views/time-line.ts';

/** What can be done to one node by hand. */
export const nodeActs = ['kill', 'stop', 'start', 'pause', 'resume', 'isolate', 'heal'] as const;

/** One thing that can be done to a node. */
export type NodeActName = (typeof nodeActs)[number];

/** Why each act cannot be done to a node now, in words; null where it can. */
export type Obstacles = Readonly<Record<NodeActName, string | null>>;

/** A node as it is now. */
export interface NodeView {
  readonly id: string;
  /** Kafka's own number; 0 for side services. */
  readonly number: number;
  /** What it is, in words, such as `broker and controller`. */
  readonly role: string;
  readonly isBroker: boolean;
  /** How it is, in words, such as `runs` or `paused, cut off from everything`. */
  readonly state: string;
  /** What that means for whoever looks. */
  readonly mark: 'good' | 'bad' | 'doubtful';
  readonly isActiveController: boolean;
  /** `host:port`; absent where the host does not reach it. */
  readonly address?: string;
  readonly obstacles: Obstacles;
  /** What is being done to it now; absent while nothing is. */
  readonly doing?: string;
}

/** What can be done to a whole rack by hand. */
export const rackActs = ['kill', 'start'] as const;

/** One thing that can be done to a rack. */
export type RackActName = (typeof rackActs)[number];

/** Nodes of one failure domain; those without a rack share one of no name. */
export interface RackView {
  readonly name: string;
  /** Why each act cannot be done to all of it now, in words; null where it can. */
  readonly obstacles: Readonly<Record<RackActName, string | null>>;
  readonly nodes: readonly NodeView[];
}

/** One copy of a partition. */
export interface CopyView {
  readonly broker: number;
  /** `eligible` may lead though it is not in sync (KIP-966). */
  readonly state: 'leader' | 'in-sync' | 'eligible' | 'out-of-sync';
}

/** A partition as it is now. */
export interface PartitionView {
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  readonly copies: readonly CopyView[];
  /** Records per second; absent before that is known. */
  readonly perSecond?: number;
}

/** A topic as it is now. */
export interface TopicView {
  readonly name: string;
  readonly partitions: readonly PartitionView[];
}

/** Something that happened, in a sentence. */
export interface NewsView {
  /** Counts from 1; none is told twice. */
  readonly number: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly text: string;
  /** Whether somebody did it on the page, or it was seen. */
  readonly from: 'hand' | 'cluster' | 'lab';
  readonly mark: 'good' | 'bad' | 'dim';
}

/** How a cluster can be cut into, and why not so. */
export interface IsolationView {
  readonly from: 'all' | 'cluster' | 'controllers';
  readonly words: string;
  readonly obstacle: string | null;
}

/** The cluster that is looked at. */
export interface ClusterView {
  readonly id: string;
  readonly topology: string;
  readonly runtime: string;
  readonly kafkaVersion: string;
  readonly mode: 'kraft' | 'zookeeper';
  /** Somebody else's: whoever breaks it types its name. */
  readonly isForeign: boolean;
  /** `silent` is one whose nodes run and of which no broker answers. */
  readonly state: 'up' | 'silent' | 'down';
  /** Where it stands, in one line. */
  readonly words: string;
  readonly racks: readonly RackView[];
  readonly topics: readonly TopicView[];
  readonly isolations: readonly IsolationView[];
}

/** A producer that was started on the page. */
export interface ProducerView {
  readonly id: number;
  readonly topic: string;
  readonly keyed: boolean;
  readonly acks: string;
  readonly idempotent: boolean;
  readonly perSecond: number;
  /** Records that were sent, and acknowledged where it waits for that. */
  readonly sent: number;
  /** Records that it gave up. */
  readonly failed: number;
  /** Why it gave the last of them up; absent where it gave up none. */
  readonly failure?: string;
}

/** A record that was sent a moment ago. */
export interface SampleView {
  /** Counts from 1. */
  readonly number: number;
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly partition: number;
  readonly offset: number;
}

/** A member of a consumer group. */
export interface MemberView {
  readonly id: number;
  readonly partitions: readonly number[];
  /** Records that it has read. */
  readonly read: number;
  /** What it does, in words. */
  readonly state: string;
}

/** A consumer group that was started on the page. */
export interface GroupView {
  readonly id: string;
  readonly topic: string;
  readonly members: readonly MemberView[];
  /** Records that it has not read yet. */
  readonly lag: number;
}

/** Smoke checks or a drill, while they run and afterwards. */
export interface ProofView extends CourseView {
  /** Counts from 1. */
  readonly number: number;
  readonly title: string;
  /** Whether there is a page of it, at `report/` and its number. */
  readonly hasReport: boolean;
  /** How a drill goes over time; absent for what is no drill. */
  readonly timeLine?: TimeLineView;
}

/** A smoke check that can be run. */
export interface CheckView {
  readonly name: string;
  readonly claim: string;
}

/** A drill, and why the cluster cannot have it; the obstacle is absent where it can. */
export interface DrillView {
  readonly name: string;
  readonly summary: string;
  readonly obstacle?: string;
}

/** A topology that klab knows. */
export interface TopologyView {
  readonly name: string;
  /** What it is, or why it cannot be had. */
  readonly summary: string;
  /** Whether there is a drawing, at `graph/`, its name and `.svg`. */
  readonly isDrawn: boolean;
  /** Whether it is a person's own. */
  readonly isOwn: boolean;
}

/** A cluster that is there, whether or not it is shown. */
export interface InstanceView {
  readonly id: string;
  readonly topology: string;
  readonly isForeign: boolean;
  /** Whether klab takes it down: not what it was only attached to. */
  readonly canGoDown: boolean;
  /** Whether a node runs, or may run. */
  readonly isUp: boolean;
  /** How it is, in one line. */
  readonly words: string;
}

/** An `up`, while it goes on and afterwards. */
export interface UpView extends CourseView {
  readonly topology: string;
}

/** All that the page shows. */
export interface PageView {
  /** Of the klab that serves it. */
  readonly version: string;
  /** A person's own first. */
  readonly topologies: readonly TopologyView[];
  readonly instances: readonly InstanceView[];
  readonly lessons: LessonsView;
  /** What is brought up, or was last; absent before anything was. */
  readonly up?: UpView;
  /** The cluster that is shown; absent where none is. */
  readonly lab?: LabView;
}

/** All that is shown of one cluster. */
export interface LabView {
  readonly cluster: ClusterView;
  readonly producers: readonly ProducerView[];
  readonly groups: readonly GroupView[];
  /** Groups that were not started on the page. */
  readonly otherGroups: OtherGroupsView;
  /** The newest first. */
  readonly samples: readonly SampleView[];
  readonly checks: readonly CheckView[];
  readonly drills: readonly DrillView[];
  /** What runs, or ran last; absent before anything did. */
  readonly proof?: ProofView;
  /** The newest, the oldest of them first. */
  readonly news: readonly NewsView[];
}
