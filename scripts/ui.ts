/** `klab ui`: a page on this machine that shows a running cluster as it changes, and breaks it. */
import { once } from 'node:events';
import type { Command } from 'commander';
import pc from 'picocolors';
import { clusterNamed } from '../src/app/find/cluster.ts';
import { findOptions } from '../src/app/find/where.ts';
import { holdFound, withCluster } from '../src/app/with-cluster.ts';
import { messageOf, type TopologyRegistry } from '../src/index.ts';
import { Lab } from '../src/web/lab.ts';
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
    'Show a cluster on a page of this machine, and break it there, until Ctrl-C.',
    'klab ui --up multi-broker',
  )
    .argument('<topology>', 'a topology or an instance that is up')
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

async function ui(name: string, { port, open, json, ...options }: UiOptions): Promise<void> {
  const progress = terminalProgress(json);
  const asked = clusterAsked(options);
  const caller = await verbCaller(options, progress);
  const find = async (found: string): Promise<RunningCluster> =>
    await clusterNamed(found, caller.topologies, {
      ...findOptions(options),
      on: options.on,
      sparing: true,
    });
  const show = { topologies: caller.topologies, port, json, open: open && !json && process.stdout.isTTY };
  try {
    if (options.up === true) {
      await withCluster(name, asked, caller, ({ instance }) => shown(() => find(instance.id), show));
      return;
    }
    // Whose nodes are all stopped can be started again on the page.
    const found = await find(name);
    const letGo = await holdFound(found);
    try {
      await finishing({}, () => shown(() => find(found.instance.id), show));
    } finally {
      await letGo();
    }
  } finally {
    progress.stop();
  }
}

interface Showing {
  readonly topologies: TopologyRegistry;
  readonly port: number | undefined;
  readonly json: boolean | undefined;
  readonly open: boolean;
}

/** Serves the page until Ctrl-C. */
async function shown(
  find: () => Promise<RunningCluster>,
  { topologies, port, json, open }: Showing,
): Promise<void> {
  const lab = await Lab.open(find, topologies);
  try {
    const page = await serve({ lab, files: await pageFiles(), ...(port !== undefined && { port }) });
    try {
      if (json) printJson({ instance: lab.cluster.instance.id, url: page.url, port: page.port });
      else console.log(`${pc.bold(page.url)}\n${pc.dim('for this machine alone; Ctrl-C ends it')}`);
      if (open) await openBrowser(page.url);
      if (!interrupted.aborted) await once(interrupted, 'abort');
    } finally {
      await page.close();
    }
  } finally {
    await lab.close();
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
