/** `klab forward`: keeps a cluster's host addresses open where they lead to it only while a process forwards them. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { LabError } from '../src/index.ts';
import { forwardReport } from '../src/report/text/forward-report.ts';
import { addressesOf } from '../src/cluster/access.ts';
import { accessOf } from '../src/cluster/running-cluster.ts';
import { runtimeOf } from '../src/runtimes/choose.ts';
import type { ForwardOptions } from '../src/cluster/forwards.ts';
import type { Instance } from '../src/cluster/instance.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { instanceNamed } from '../src/app/find/cluster.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { verb, type CommonOptions } from './support/verb.ts';
import { withWhere } from './support/options.ts';

interface ForwardVerbOptions extends CommonOptions, WhereOptions, ConfigOptions {}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'forward',
    "Make a Kubernetes cluster's brokers reachable from this host, until Ctrl-C.",
    'klab forward multi-broker',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .option('--json', 'print the ports, and then every change, as one line of JSON each')
    .action(forward);
  return withWhere(declared);
}

async function forward(name: string, { json, ...where }: ForwardVerbOptions): Promise<void> {
  const instance = await instanceNamed(name, await topologiesToFind(where), where);
  const { forwards } = runtimeOf(instance);
  if (forwards?.areNeeded(instance) !== true) {
    throw new LabError(
      'not-supported',
      `${instance.id} needs no forward: ${addressesOf(accessOf(instance)).join(', ')} lead to its brokers as long as they run`,
    );
  }
  const teller = json ? jsonTeller(instance) : lineTeller(instance);
  await finishing({}, async () => forwards.keep(instance, { signal: interrupted, ...teller }));
}

type Teller = Pick<ForwardOptions, 'onPorts' | 'onEvent'>;

function lineTeller(instance: Instance): Teller {
  return {
    onPorts: (ports) => console.log(forwardReport(instance, ports)),
    onEvent: ({ text }) => console.log(`${pc.dim(new Date().toISOString())} ${text}`),
  };
}

function jsonTeller(instance: Instance): Teller {
  const print = (value: object): void =>
    console.log(JSON.stringify({ schemaVersion: 1, at: new Date().toISOString(), ...value }));
  return {
    onPorts: (forwards) =>
      print({
        type: 'forwards',
        instance: instance.id,
        bootstrap: addressesOf(accessOf(instance)),
        forwards,
      }),
    onEvent: print,
  };
}
