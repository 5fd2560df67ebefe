/** The site: the README and docs/ as they stand, with a search that needs no network. The build fails on a dead link. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { lessons } from '../../lessons/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages of a folder by their first heading. */
function pagesOf(folder: string): { text: string; link: string }[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .toSorted()
    .map((file) => {
      const [, text = file] = /^# (.+)$/m.exec(readFileSync(join(root, folder, file), 'utf8')) ?? [];
      return { text, link: `/${folder}/${file.replace(/\.md$/, '')}` };
    });
}

/** In the order to learn in; their pages are made from the code. */
const lessonsInOrder = lessons.map(({ name, title }) => ({ text: title, link: `/docs/lessons/${name}` }));

export default defineConfig({
  title: 'Kafka topology lab',
  description: 'Stand up a Kafka cluster, prove that it works, break it on purpose, see what it cost.',
  srcDir: '..',
  srcExclude: ['{node_modules,dist,lib,test,site,site-built,reports,coverage}/**'],
  outDir: '../site-built',
  rewrites: { 'README.md': 'index.md', 'docs/services/README.md': 'docs/services/index.md' },
  // The licence is a file without a page.
  ignoreDeadLinks: [/^\.\/LICENSE$/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Drills', link: '/docs/drills' },
      { text: 'Lessons', link: '/docs/lessons' },
      { text: 'Reference', link: '/docs/reference/verbs' },
    ],
    sidebar: [
      { text: 'Guide', items: [{ text: 'Kafka topology lab', link: '/' }, ...pagesOf('docs')] },
      { text: 'Lessons', link: '/docs/lessons', items: lessonsInOrder },
      { text: 'What stands around Kafka', link: '/docs/services/', items: pagesOf('docs/services') },
      { text: 'Reference', items: pagesOf('docs/reference') },
      { text: 'Decisions', collapsed: true, items: pagesOf('docs/decisions') },
    ],
  },
});
