/** Looks for passwords where none may be: in every file of an instance but those of its secrets, in output, in JSON. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { propertyText } from '../../src/kafka/properties.ts';
import type { InstanceSecrets } from '../../src/runtimes/secrets/secrets.ts';

/** Everything secret of an instance that could show somewhere: passwords and private keys. */
export async function secretTexts({ dir, passwordOf }: InstanceSecrets): Promise<readonly string[]> {
  const names = await readdir(dir);
  const users = Object.keys(JSON.parse(await readFile(join(dir, 'users.json'), 'utf8')) as object);
  const keys = names.filter((name) => name.endsWith('.key')).map((name) => readFile(join(dir, name), 'utf8'));
  return [...users.map(passwordOf), ...(await Promise.all(keys)).map(bodyOf)];
}

/** The first line of a key behind its mark: how the lines of a PEM are broken and joined differs. */
function bodyOf(pem: string): string {
  return pem.split('\n')[2] ?? pem;
}

/** Which of the secrets a text holds, as they are or as a file, JSON, a URL or an environment would hold them. */
export function leaksIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => shapes(secret).some((shape) => text.includes(shape)));
}

function shapes(secret: string): readonly string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    propertyText(secret),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    // A value of several lines is printed one by one.
    ...secret.split('\n').filter((line) => line.length >= shortestLine),
  ];
}

/** Shorter ones are in every text by chance. */
const shortestLine = 8;

/** The files below a folder that hold a secret, but for those of a folder `secrets`. */
export async function filesWithLeaks(dir: string, secrets: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).slice(0, -1).includes('secrets'));
  const found = await Promise.all(
    files.map(async (path) => {
      const text = await readFile(join(dir, path), 'latin1');
      const asWritten = secrets.map((secret) => Buffer.from(secret).toString('latin1'));
      return leaksIn(text, [...secrets, ...asWritten]).length > 0 ||
        leaksIn(basename(path), secrets).length > 0
        ? [path]
        : [];
    }),
  );
  return found.flat().toSorted();
}
