#!/usr/bin/env node
/** The command: dispatches to one script per verb, and loads only that one. */
import { createRequire } from 'node:module';
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
  list: { summary: 'topologies and their shape', load: () => import('./list.ts') },
  synth: { summary: 'write the generated files of topologies', load: () => import('./synth.ts') },
  up: { summary: 'bring a topology up and wait until it is ready', load: () => import('./up.ts') },
  status: { summary: 'nodes, controller, partitions', load: () => import('./status.ts') },
  smoke: { summary: 'prove that a running cluster keeps its promises', load: () => import('./smoke.ts') },
  drill: { summary: 'break a running cluster under load and judge', load: () => import('./drill.ts') },
  kill: { summary: 'end a node at once, as a crash would', load: () => import('./kill.ts') },
  stop: { summary: 'end a node in order', load: () => import('./stop.ts') },
  start: { summary: 'start a node that was killed or stopped', load: () => import('./start-node.ts') },
  pause: { summary: 'freeze a node', load: () => import('./pause.ts') },
  resume: { summary: 'let a paused node run again', load: () => import('./resume.ts') },
  logs: { summary: 'the last log lines of nodes', load: () => import('./logs.ts') },
  down: { summary: 'take instances down and remove their data', load: () => import('./down.ts') },
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

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help());
    if (name === undefined) process.exitCode = exitCodes.usage;
    return;
  }
  if (name === '--version' || name === '-V') {
    const require = createRequire(import.meta.url);
    console.log((require('kafka-topology-lab/package.json') as { version: string }).version);
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
}

await main(process.argv.slice(2));
