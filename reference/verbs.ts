/** The page of verbs: what each one's own declaration says of its arguments and options. */
import type { Argument, Command, Option } from 'commander';
import { verbs } from '../scripts/support/verbs.ts';
import { cell, code, page, table } from './markdown.ts';

/** Every verb with its arguments, options, defaults and its example. */
export async function verbsPage(): Promise<string> {
  const parts = await Promise.all(
    Object.entries(verbs).map(async ([name, { load }]) => verbPart(name, (await load()).command())),
  );
  const common = [
    'Every verb ends with one of four [exit codes](errors.md#exit-codes), and has `--help`.',
    'An argument in brackets may be left away; one with dots may be given again.',
  ].join(' ');
  return page('Verbs', 'how each verb declares itself in `scripts/`', [common, ...parts]);
}

function verbPart(name: string, command: Command): string {
  const heading = `## klab ${name}`;
  const args = command.registeredArguments.map((argument) => [
    code(written(argument)),
    cell(argument.description),
    cell(defaultOf(argument)),
  ]);
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => [
      code(option.flags),
      cell(`${option.description}${choicesOf(option)}${option.mandatory ? '; must be given' : ''}`),
      cell(defaultOf(option)),
    ]);
  return [
    heading,
    command.description(),
    ['```', `klab ${name} ${command.usage()}`, '', belowOptions(command), '```'].join('\n'),
    table(['argument', 'meaning', 'default'], args),
    table(['option', 'meaning', 'default'], options),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function written(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

function choicesOf({ argChoices }: Option): string {
  return argChoices === undefined ? '' : `; one of ${argChoices.map((one) => `\`${one}\``).join(', ')}`;
}

/** As help says it; a switch is off, which goes without saying. */
function defaultOf({ defaultValue, defaultValueDescription }: Option | Argument): string {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  const value = defaultValue as unknown;
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** What stands below the options: what its words mean, and an example. It is in no field, only in what help prints. */
function belowOptions(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help.replace(command.helpInformation(), '').trim();
}
