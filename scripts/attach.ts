/** `klab attach`: makes a cluster that others run known under a name. */
import type { Command } from 'commander';
import { attachCluster } from '../src/app/attach.ts';
import { attachedReport, attachedJson } from '../src/report/text/attach-report.ts';
import { verbCaller } from './support/caller.ts';
import { terminalProgress } from './support/progress.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface AttachOptions extends CommonOptions {
  readonly bootstrap?: readonly string[];
  readonly clientConfig?: string;
  readonly compose?: string;
  readonly containers?: readonly string[];
  readonly context?: string;
  readonly namespace?: string;
  readonly selector?: string;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'attach',
    'Make a cluster that others run known under a name; nothing of it is touched.',
    'klab attach shop --compose shop',
  )
    .argument('<name>', 'the name that verbs know it by from now on')
    .option('--bootstrap <addresses>', 'HOST:PORT of some of its brokers, with commas between', (text) =>
      text.split(','),
    )
    .option(
      '--client-config <file>',
      "settings of a client of theirs, as Kafka's own tools take them: TLS, SASL, bootstrap.servers",
    )
    .option(
      '--compose <project>',
      'a compose project, or a file of one: nodes can be broken by the containers they run in',
    )
    .option('--containers <names>', 'the same by names of containers, with commas between', (text) =>
      text.split(','),
    )
    .option('--context <name>', "a context of kubectl's: the same by the pods that it runs in")
    .option('--namespace <name>', "the namespace of those pods; the context's own where it is not named")
    .option('--selector <labels>', 'only pods with these labels, as kubectl takes them')
    .option('--json', 'print JSON')
    .action(attach);
}

async function attach(name: string, { json, ...options }: AttachOptions): Promise<void> {
  const progress = terminalProgress(json);
  try {
    const attached = await attachCluster({ name, ...options }, await verbCaller({}, progress));
    progress.stop();
    if (json) printJson(attachedJson(attached));
    else console.log(attachedReport(attached));
  } finally {
    progress.stop();
  }
}
