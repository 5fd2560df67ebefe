/** Every page that is made from the code, as its file is to be. */
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { lessons } from '../lessons/index.ts';
import { errorsPage } from './errors.ts';
import { lessonPage } from './lessons.ts';
import { libraryPage } from './library.ts';
import { variablesPage } from './variables.ts';
import { verbsPage } from './verbs.ts';

/** The pages by their path from the root. */
export async function referencePages(root: string): Promise<ReadonlyMap<string, string>> {
  const pages = {
    'reference/verbs': await verbsPage(),
    'reference/library': libraryPage(root),
    'reference/errors': errorsPage(root),
    'reference/variables': variablesPage(root),
    ...Object.fromEntries(lessons.map((lesson) => [`lessons/${lesson.name}`, lessonPage(lesson)])),
  };
  const style = await resolveConfig(join(root, 'docs/reference/verbs.md'));
  const formatted = Object.entries(pages).map(
    async ([name, text]) =>
      [`docs/${name}.md`, await format(text, { ...style, parser: 'markdown' })] as const,
  );
  return new Map(await Promise.all(formatted));
}
