/** The verbs of the command line: each is loaded only when it is asked for. */
import type { Command } from 'commander';

interface VerbModule {
  /** Declares the verb. */
  readonly command: () => Command;
}

interface VerbEntry {
  /** What `klab --help` says of it. */
  readonly summary: string;
  /** Loads it alone. */
  readonly load: () => Promise<VerbModule>;
}

/** Every verb by its name, in the order of `klab --help`. */
export const verbs: Readonly<Record<string, VerbEntry>> = {
  lesson: { summary: 'learn Kafka step by step on a real cluster', load: () => import('../lesson.ts') },
  init: { summary: 'make a folder with a topology of your own', load: () => import('../init.ts') },
  list: { summary: 'topologies and their shape', load: () => import('../list.ts') },
  graph: { summary: 'a drawing of a topology', load: () => import('../graph.ts') },
  synth: { summary: 'write the generated files of topologies', load: () => import('../synth.ts') },
  secrets: {
    summary: 'make the Secrets that pods of a secured topology wait for',
    load: () => import('../secrets.ts'),
  },
  up: { summary: 'bring a topology up and wait until it is ready', load: () => import('../up.ts') },
  attach: {
    summary: 'make a cluster that others run known under a name',
    load: () => import('../attach.ts'),
  },
  detach: { summary: 'forget a cluster that was attached', load: () => import('../detach.ts') },
  status: { summary: 'nodes, controller, partitions', load: () => import('../status.ts') },
  topics: { summary: 'make, look at, grow and remove topics', load: () => import('../topics.ts') },
  produce: { summary: 'write records, and see where each went', load: () => import('../produce.ts') },
  consume: { summary: 'read records, also as a member of a group', load: () => import('../consume.ts') },
  groups: { summary: 'consumer groups: who reads what, and how far', load: () => import('../groups.ts') },
  watch: { summary: 'leaders, copies in sync and rates as they change', load: () => import('../watch.ts') },
  ui: {
    summary: 'a page that shows a cluster as it changes, and breaks it',
    load: () => import('../ui.ts'),
  },
  smoke: { summary: 'prove that a running cluster keeps its promises', load: () => import('../smoke.ts') },
  drill: { summary: 'break a running cluster under load and judge', load: () => import('../drill.ts') },
  clients: { summary: 'client programs that a drill can measure', load: () => import('../clients.ts') },
  change: { summary: 'change a running cluster under load and judge', load: () => import('../change.ts') },
  report: {
    summary: 'make reports of recorded drills, and compare them',
    load: () => import('../report.ts'),
  },
  matrix: {
    summary: 'the same drills on several topologies, side by side',
    load: () => import('../matrix.ts'),
  },
  kill: { summary: 'end a node at once, as a crash would', load: () => import('../kill.ts') },
  stop: { summary: 'end a node in order', load: () => import('../stop.ts') },
  start: { summary: 'start a node that was killed or stopped', load: () => import('../start-node.ts') },
  pause: { summary: 'freeze a node', load: () => import('../pause.ts') },
  resume: { summary: 'let a paused node run again', load: () => import('../resume.ts') },
  isolate: { summary: 'cut a node off from others', load: () => import('../isolate.ts') },
  heal: { summary: 'let a node that was cut off reach everything again', load: () => import('../heal.ts') },
  forward: {
    summary: "keep a Kubernetes cluster's host addresses open",
    load: () => import('../forward.ts'),
  },
  logs: { summary: 'the last log lines of nodes', load: () => import('../logs.ts') },
  down: { summary: 'take instances down and remove their data', load: () => import('../down.ts') },
  diff: { summary: 'what changes between two renderings, or in what runs', load: () => import('../diff.ts') },
  import: { summary: 'take a compose file over as a topology', load: () => import('../import.ts') },
  lint: {
    summary: 'what is wrong with a compose file or manifests, and the fix',
    load: () => import('../lint.ts'),
  },
  lock: {
    summary: 'make another Kafka version known, byte for byte',
    load: () => import('../lock.ts'),
  },
  doctor: { summary: 'what this machine has and lacks', load: () => import('../doctor.ts') },
};
