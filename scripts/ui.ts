/** `klab ui`: a page on this machine that shows a running cluster as it changes, and breaks it. */
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import pc from 'picocolors';
import { lessons } from '../lessons/index.ts';
import { clusterNamed } from '../src/app/find/cluster.ts';
import { findOptions } from '../src/app/find/where.ts';
import { withCluster } from '../src/app/with-cluster.ts';
import { LabError, messageOf, UsageError } from '../src/index.ts';
import { Desk } from '../src/web/desk/desk.ts';
import { serve } from '../src/web/serve.ts';
import { verbCaller } from './support/caller.ts';
import { finishing, interrupted } from './support/interruption.ts';
import {
  clusterAsked,
  withIsolatable,
  withNamespace,
  withPlaceOptions,
  withPortOffset,
  withServices,
  type ClusterVerbOptions,
} from './support/options.ts';
import { pageFiles } from './support/page-files.ts';
import { terminalProgress } from './support/progress.ts';
import { runCommandTold } from './support/run-command.ts';
import { withConfig } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';

interface UiOptions extends CommonOptions, ClusterVerbOptions {
  readonly port?: number;
  readonly open: boolean;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'ui',
    'Show clusters on a page of this machine, bring them up and break them there, until Ctrl-C.',
    'klab ui\n  klab ui --up multi-broker',
  )
    .argument(
      '[topology]',
      'what to show first; without it, or where it is not up, the page shows what there is',
    )
    .option('--up', 'bring the topology up for this, and take it down afterwards')
    .option('--on <runtime>', 'the runtime it is on, or with --up is to be on')
    .option(
      '--port <n>',
      'the port of the page at 127.0.0.1 (default: the one of before, else a free one)',
      wholeNumber('--port', 1, 65_535),
    )
    .option('--no-open', 'print the address and open no browser')
    .option('--json', 'print the address as JSON, and open no browser')
    .action(ui);
  return withNamespace(withPlaceOptions(withServices(withIsolatable(withPortOffset(withConfig(declared))))));
}

async function ui(name: string | undefined, { port, open, json, ...options }: UiOptions): Promise<void> {
  if (name === undefined && options.up === true) throw new UsageError('--up brings what up? Name a topology');
  const progress = terminalProgress(json);
  const caller = await verbCaller(options, progress);
  const find = async (found: string): Promise<RunningCluster> =>
    await clusterNamed(found, caller.topologies, {
      ...findOptions(options),
      // What is chosen on the page may be anywhere.
      on: found === name ? options.on : undefined,
      sparing: true,
    });
  const teaching = {
    lessons,
    run: async (words: readonly string[], tell: (line: string) => void): Promise<void> => {
      const say = (text: string): void => tell(stripVTControlCharacters(text));
      await runCommandTold(words, { log: say, error: say });
    },
  };
  const desk = new Desk({ caller, find, teaching });
  const show = { port, json, open: open && !json && process.stdout.isTTY };
  try {
    if (name !== undefined && options.up === true) {
      await withCluster(name, clusterAsked(options), caller, async ({ instance }) => {
        await shown(desk, instance.id, show);
      });
      return;
    }
    await finishing({}, () => shown(desk, name, show));
  } finally {
    progress.stop();
  }
}

interface Showing {
  readonly port: number | undefined;
  readonly json: boolean | undefined;
  readonly open: boolean;
}

/** Serves the page until Ctrl-C. @param first what it shows first, where that is up */
async function shown(desk: Desk, first: string | undefined, { port, json, open }: Showing): Promise<void> {
  try {
    const instance = first === undefined ? undefined : await shownFirst(desk, first);
    const page = await serve({ desk, files: await pageFiles(), ...(port !== undefined && { port }) });
    try {
      if (json) printJson({ ...(instance !== undefined && { instance }), url: page.url, port: page.port });
      else console.log(`${pc.bold(page.url)}\n${pc.dim('for this machine alone; Ctrl-C ends it')}`);
      if (open) await openBrowser(page.url);
      if (!interrupted.aborted) await once(interrupted, 'abort');
    } finally {
      await page.close();
    }
  } finally {
    await desk.close();
  }
}

/** @returns the instance; undefined where nothing of that name is up, which can be brought up on the page. */
async function shownFirst(desk: Desk, name: string): Promise<string | undefined> {
  try {
    return await desk.show(name);
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    console.error(`${pc.yellow('!')} ${error.message}; or bring it up on the page`);
    return undefined;
  }
}

async function openBrowser(url: string): Promise<void> {
  try {
    const { default: openUrl } = await import('open');
    await openUrl(url);
  } catch (error) {
    console.error(`${pc.yellow('!')} no browser opened (${messageOf(error)}); open the address yourself`);
  }
}
