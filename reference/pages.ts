/** Every page of the reference, as its file is to be. */
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { errorsPage } from './errors.ts';
import { libraryPage } from './library.ts';
import { variablesPage } from './variables.ts';
import { verbsPage } from './verbs.ts';

/** The pages by their path from the root. */
export async function referencePages(root: string): Promise<ReadonlyMap<string, string>> {
  const pages = {
    verbs: await verbsPage(),
    library: libraryPage(root),
    errors: errorsPage(root),
    variables: variablesPage(root),
  };
  const style = await resolveConfig(join(root, 'docs/reference/verbs.md'));
  const formatted = Object.entries(pages).map(
    async ([name, text]) =>
      [`docs/reference/${name}.md`, await format(text, { ...style, parser: 'markdown' })] as const,
  );
  return new Map(await Promise.all(formatted));
}
