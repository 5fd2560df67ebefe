#!/usr/bin/env node
/** The command: dispatches to one script per verb, and loads only that one. */
import type { Command } from 'commander';
import { exitCodes } from '../src/errors.ts';

interface VerbModule {
  /** Declares the verb. */
  readonly command: () => Command;
}

interface VerbEntry {
  readonly summary: string;
  readonly load: () => Promise<VerbModule>;
}

const verbs: Readonly<Record<string, VerbEntry>> = {
  init: { summary: 'make a folder with a topology of your own', load: () => import('./init.ts') },
  list: { summary: 'topologies and their shape', load: () => import('./list.ts') },
  synth: { summary: 'write the generated files of topologies', load: () => import('./synth.ts') },
  secrets: {
    summary: 'make the Secrets that pods of a secured topology wait for',
    load: () => import('./secrets.ts'),
  },
  up: { summary: 'bring a topology up and wait until it is ready', load: () => import('./up.ts') },
  attach: { summary: 'make a cluster that others run known under a name', load: () => import('./attach.ts') },
  detach: { summary: 'forget a cluster that was attached', load: () => import('./detach.ts') },
  status: { summary: 'nodes, controller, partitions', load: () => import('./status.ts') },
  watch: { summary: 'leaders, copies in sync and rates as they change', load: () => import('./watch.ts') },
  smoke: { summary: 'prove that a running cluster keeps its promises', load: () => import('./smoke.ts') },
  drill: { summary: 'break a running cluster under load and judge', load: () => import('./drill.ts') },
  clients: { summary: 'client programs that a drill can measure', load: () => import('./clients.ts') },
  change: { summary: 'change a running cluster under load and judge', load: () => import('./change.ts') },
  report: { summary: 'make reports of recorded drills, and compare them', load: () => import('./report.ts') },
  matrix: {
    summary: 'the same drills on several topologies, side by side',
    load: () => import('./matrix.ts'),
  },
  kill: { summary: 'end a node at once, as a crash would', load: () => import('./kill.ts') },
  stop: { summary: 'end a node in order', load: () => import('./stop.ts') },
  start: { summary: 'start a node that was killed or stopped', load: () => import('./start-node.ts') },
  pause: { summary: 'freeze a node', load: () => import('./pause.ts') },
  resume: { summary: 'let a paused node run again', load: () => import('./resume.ts') },
  isolate: { summary: 'cut a node off from others', load: () => import('./isolate.ts') },
  heal: { summary: 'let a node that was cut off reach everything again', load: () => import('./heal.ts') },
  forward: {
    summary: "keep a Kubernetes cluster's host addresses open",
    load: () => import('./forward.ts'),
  },
  logs: { summary: 'the last log lines of nodes', load: () => import('./logs.ts') },
  down: { summary: 'take instances down and remove their data', load: () => import('./down.ts') },
  diff: { summary: 'what changes between two renderings, or in what runs', load: () => import('./diff.ts') },
  import: { summary: 'take a compose file over as a topology', load: () => import('./import.ts') },
  lint: {
    summary: 'what is wrong with a compose file or manifests, and the fix',
    load: () => import('./lint.ts'),
  },
  lock: {
    summary: 'make another Kafka version known, byte for byte',
    load: () => import('./lock.ts'),
  },
  doctor: { summary: 'what this machine has and lacks', load: () => import('./doctor.ts') },
};

function help(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: klab VERB [OPTIONS]',
    '',
    'Stand up a Kafka cluster, prove that it works, break it on purpose, and see in numbers what it cost.',
    '',
    'Verbs:',
    ...lines,
    '',
    'klab VERB --help shows the options of a verb and an example.',
    'First steps: klab up multi-broker, then klab smoke multi-broker, then klab down multi-broker',
  ].join('\n');
}

/** How long what is left open may take to close, in milliseconds. */
const closeTimeoutMs = 3_000;

/**
 * A verb has ended and closed what it opened; but a connection to a machine that has gone, such as a killed pod, is kept
 * by the kernel for a quarter of an hour, and the process with it.
 */
function endSoon(): void {
  setTimeout(() => process.exit(), closeTimeoutMs).unref();
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help());
    if (name === undefined) process.exitCode = exitCodes.usage;
    return;
  }
  if (name === '--version' || name === '-V') {
    const { packageVersion } = await import('../src/package-root.ts');
    console.log(packageVersion());
    return;
  }
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (entry === undefined) {
    const message = `unknown verb "${name}"; klab --help lists all`;
    if (args.includes('--json')) {
      console.log(
        JSON.stringify({ schemaVersion: 1, error: { code: 'usage', message, details: [] } }, undefined, 2),
      );
    }
    console.error(`error: ${message}`);
    process.exitCode = exitCodes.usage;
    return;
  }
  const [{ runVerb }, { command }] = await Promise.all([import('./support/verb.ts'), entry.load()]);
  await runVerb(command(), args);
  endSoon();
}

await main(process.argv.slice(2));
