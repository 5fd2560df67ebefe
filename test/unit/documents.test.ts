import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../scripts/support/verbs.ts';
import { drills } from '../../src/drills/index.ts';
import { packageRoot } from '../../src/package-root.ts';
import { topologyNames } from '../../topologies/index.ts';
import { commandsOf, documentedCommands, type DocumentedCommand } from '../support/documented-commands.ts';
import { klab } from '../support/klab.ts';

/** Names that the documents give to topologies and clusters of a reader's own. */
const readersNames = ['shop', 'orders'];

const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What is wrong with a command, or nothing. */
async function wrongWith({ words, isWhole }: DocumentedCommand): Promise<string | undefined> {
  const [program, name = '', ...args] = words;
  if (program === 'npm') {
    const script = name === 'run' ? args[0] : name === 'start' || name === 'test' ? name : undefined;
    return script === undefined || script in scripts ? undefined : `package.json has no script ${script}`;
  }
  if (name.startsWith('-') || /^[A-Z]/.test(name)) return undefined;
  // One row of a table may name several: `klab kill, stop TOPOLOGY NODE`.
  const entry = verbs[name.replace(/,$/, '')];
  if (entry === undefined) return `unknown verb "${name}"`;
  const command = (await entry.load()).command();
  const known = command.options.flatMap(({ long, short }) => [long, short]).concat('--help', '-h');
  const given = args.map((arg) => arg.replace(/[,\]]$/, '')).filter((arg) => /^--?[a-z]/.test(arg));
  const unknown = given.find((option) => !known.includes(option.replace(/=.*/, '')));
  if (unknown !== undefined) return `${name} has no option ${unknown}`;
  if (!isWhole) return undefined;
  try {
    await command.action(() => undefined).parseAsync(args, { from: 'user' });
  } catch (error) {
    return String(error);
  }
  return wrongName(
    command.registeredArguments.map((argument) => argument.name()),
    command.processedArgs,
  );
}

/** A name of a topology or of a drill that nobody knows. */
function wrongName(names: readonly string[], values: readonly unknown[]): string | undefined {
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (typeof value !== 'string') continue;
    if (name === 'topology' && !topologyNames.includes(value) && !readersNames.includes(value))
      if (!value.includes('/')) return `unknown topology "${value}"`;
    if (name === 'drill' && !value.startsWith('./') && !drills.some((drill) => drill.name === value))
      return `unknown drill "${value}"`;
  }
  return undefined;
}

const commands = documentedCommands(packageRoot());

describe('the documents', () => {
  it('show commands', () => {
    expect(commands.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(30);
  });

  it('show none that klab or npm would not take', async () => {
    const answers = await Promise.all(
      commands.map(async (command) => {
        const wrong = await wrongWith(command);
        return wrong === undefined ? [] : [`${command.where}: ${command.words.join(' ')}: ${wrong}`];
      }),
    );
    expect(answers.flat()).toEqual([]);
  });

  it.each([
    { shown: 'klab upp multi-broker', wrong: 'unknown verb "upp"' },
    { shown: 'klab up multi-broker --sideways', wrong: 'up has no option --sideways' },
    { shown: 'klab up mult-broker', wrong: 'unknown topology "mult-broker"' },
    { shown: 'klab drill multi-broker kill-everything', wrong: 'unknown drill "kill-everything"' },
    { shown: 'klab up multi-broker --brokers many', wrong: '--brokers "many" is not possible' },
    { shown: 'npm run nothing', wrong: 'package.json has no script nothing' },
  ])('would not show: $shown', async ({ shown, wrong }) => {
    const [command] = commandsOf('page.md', ['```', `$ ${shown}   and why`, '```'].join('\n'));
    expect(command?.where).toBe('page.md:2');
    expect(await wrongWith(command!)).toContain(wrong);
  });

  it.each([
    ['list'],
    ['graph', 'multi-broker'],
    ['diff', 'multi-broker', 'multi-broker-isolated'],
    ['diff', 'multi-broker:compose', 'multi-broker:kubernetes'],
    ['synth', '--check'],
    ['clients'],
  ])(
    'have klab %s right: it runs without a cluster',
    async (...args) => {
      const { code, stdout } = await klab(...args);
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) as string });
    },
    60_000,
  );
});
