/** The page of errors: exit codes, words of `--json`, and classes, as the code has them. */
import { exitCodes } from '../src/errors.ts';
import { exportsOf } from './declared.ts';
import { cell, code, page, table } from './markdown.ts';

const file = 'src/errors.ts';

/** Exit codes, error codes and classes. */
export function errorsPage(root: string): string {
  const declared = exportsOf(root, file);
  const named = (name: string) => declared.find((one) => one.name === name);
  const codes = named('LabErrorCode');
  return page('Errors', `\`${file}\``, [
    '## Exit codes',
    named('exitCodes')?.doc ?? '',
    table(
      ['exit code', 'word'],
      Object.entries(exitCodes).map(([word, value]) => [code(String(value)), word]),
    ),
    '## Error codes',
    codes?.doc ?? '',
    table(
      ['code', 'what went wrong'],
      (codes?.words ?? []).map(({ word, doc }) => [code(word), cell(doc)]),
    ),
    '## Classes',
    table(
      ['class', 'what it says'],
      declared.filter(({ kind }) => kind === 'class').map(({ name, doc }) => [code(name), cell(doc)]),
    ),
  ]);
}
