import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { storedExample } from '../support/json-shape.ts';
import { klab } from '../support/klab.ts';

/** Scripts that npm or the lab itself runs. */
const notVerbs = [
  'klab.ts',
  'start.ts',
  'test-e2e.ts',
  'make-class-archive.ts',
  'run-links.ts',
  'run-client.ts',
  'cdk8s-app.ts',
];

interface VerbModule {
  command(): Command;
}

/** Every verb by its name, as its script declares it. */
const verbs = new Map(
  await Promise.all(
    readdirSync(join(packageRoot(), 'scripts'))
      .filter((file) => file.endsWith('.ts') && !notVerbs.includes(file))
      .map(async (file) => {
        const module = (await import(/* @vite-ignore */ `../../scripts/${file}`)) as VerbModule;
        return [module.command().name().replace('klab ', ''), module] as const;
      }),
  ),
);
const names = [...verbs.keys()].toSorted();

describe('every verb', () => {
  it.each(names)('%s has help with an example', (name) => {
    const declared = verbs.get(name)!.command();
    let help = '';
    declared.configureOutput({ writeOut: (text: string) => (help += text) });
    declared.outputHelp();
    expect(help).toContain(`klab ${name}`);
    expect(help).toMatch(/Example:\n {2}klab /);
  });

  it.each(names)('%s has a stored example of what --json prints', (name) => {
    expect(storedExample(name)).toBeTypeOf('object');
  });

  it('is in the table of README, and nothing else is', () => {
    const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
    // One row may have several: `klab kill, stop TOPOLOGY NODE`.
    const rows = [...readme.matchAll(/^\| `klab ((?:[a-z]+, )*[a-z]+)\b[^`]*` +\|/gm)];
    expect(rows.flatMap(([, written = '']) => written.split(', ')).toSorted()).toEqual(names);
  });
});

describe('the command line', () => {
  let help: Awaited<ReturnType<typeof klab>>;
  beforeAll(async () => {
    help = await klab('--help');
  }, 60_000);

  it('lists every verb, and nothing else', () => {
    expect(help.code).toBe(0);
    const [, listed = ''] = /^Verbs:\n(.*?)\n\n/ms.exec(help.stdout) ?? [];
    const shown = [...listed.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);
    expect(shown.toSorted()).toEqual(names);
  });

  it.each([
    { args: ['bogus'], message: 'error: unknown verb "bogus"; klab --help lists all' },
    {
      args: ['up', 'mult-broker'],
      message: 'error: unknown topology "mult-broker"; did you mean multi-broker',
    },
    { args: ['up'], message: "error: missing required argument 'topology'" },
    {
      args: ['up', 'multi-broker', '--brokers', 'x'],
      message: 'error: --brokers "x" is not possible; use a whole number from 1 to 100',
    },
    { args: ['up', 'multi-broker', '--on', 'mars'], message: 'error: runtime "mars" is not available; use ' },
    {
      args: ['up', 'multi-broker', '--kafka', '1.0'],
      message:
        "error: option '--kafka <version>' argument '1.0' is invalid. Allowed choices are 4.4.0, 4.3.1, 4.2.2, 4.1.2, 4.0.2, 3.9.2.",
    },
    {
      args: ['up', 'multi-zookeeper', '--kafka', '4.3.1'],
      message: 'error: multi-zookeeper/kafka: kafkaVersion 4.3.1 has no ZooKeeper mode',
    },
    { args: ['heal', 'multi-broker'], message: 'error: name a node, or use --all' },
    {
      args: ['heal', 'multi-broker', 'broker-1', '--all'],
      message: 'error: --all heals "broker-1" too; leave one of them away',
    },
    {
      args: ['isolate', 'multi-broker', 'broker-1', '--from', 'mars'],
      message:
        "error: option '--from <whom>' argument 'mars' is invalid. Allowed choices are all, cluster, controllers.",
    },
    { args: ['status', 'nowhere'], message: 'error: unknown topology "nowhere"' },
    {
      args: ['smoke', 'single-broker'],
      message: 'error: single-broker is not up; start it with: klab up single-broker',
    },
    {
      args: ['smoke', 'single-broker-local-3000'],
      message:
        'error: single-broker-local-3000 is not up; start it with: klab up single-broker --on local --port-offset 3000',
    },
    {
      args: ['drill', 'single-broker', 'kill-leader', '--port-offset', '200'],
      message: 'error: --port-offset is for a cluster that is brought up; add --up, or name the instance',
    },
    {
      args: ['topics', 'multi-broker', 'grow', 'orders'],
      message: 'error: action "grow" is not known; use one of list, create, describe, alter, delete',
    },
    {
      args: ['topics', 'multi-broker', 'create', 'orders', '--setting', 'min.insync.replicas'],
      message: 'error: --setting "min.insync.replicas" is not possible; use name=value',
    },
    {
      args: ['produce', 'multi-broker', 'orders', 'anna', '--keyed'],
      message: 'error: "anna" has no key; with --keyed write KEY:VALUE',
    },
    {
      args: ['produce', 'multi-broker', 'orders', '--every', '5ms'],
      message: 'error: --every "5ms" is not possible; use 10ms-60s',
    },
    {
      args: ['consume', 'multi-broker', 'orders', '--follow'],
      message: 'error: --follow is for a group; add --group NAME',
    },
    {
      args: ['groups', 'multi-broker', 'reset', 'shop', '--to', 'earliest'],
      message: 'error: reset needs a topic and a place: klab groups multi-broker reset shop --topic TOPIC',
    },
    {
      args: ['lesson', 'start', 'nothing'],
      message: 'error: there is no lesson "nothing"; use one of topics-and-',
    },
    { args: ['lesson', 'check'], message: 'error: no lesson is under way; see klab lesson list' },
    {
      args: ['drill', 'single-broker', 'kill-leader', '--out', '/dev/null/x'],
      message: 'error: /dev/null/x cannot be written: a file is where a folder must be (/dev/null)',
    },
  ])(
    'answers $args with exit code 2 and one line',
    async ({ args, message }) => {
      const { code, output, stdout } = await klab(...args);
      expect(output).toContain(message);
      expect(output).not.toMatch(/^\s+at /m);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    },
    60_000,
  );

  it('prints errors as one JSON object where JSON is asked for', async () => {
    const { code, stdout } = await klab('smoke', 'single-broker', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: 'no-instance' } });
    expect(code).toBe(2);
  }, 60_000);
});
