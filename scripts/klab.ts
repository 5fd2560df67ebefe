#!/usr/bin/env node
/** The command: dispatches to one script per verb, and loads only that one. */
import { exitCodes } from '../src/errors.ts';
import { verbs } from './support/verbs.ts';

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
    'To learn Kafka: klab lesson',
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
