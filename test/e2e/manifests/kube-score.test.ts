/** The manifests as kube-score judges them, but for what a decision record argues; its table is this test's configuration. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { $ } from 'zx';
import { packageRoot } from '../../../src/package-root.ts';
import { topologiesOn } from '../../support/topologies.ts';

/** The pinned version. */
const install = 'CGO_ENABLED=0 go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0';
const run = $({ quiet: true, nothrow: true });

const names = topologiesOn('kubernetes').map(({ name }) => name);

const dist = (name: string): string => join(packageRoot(), 'dist', name, 'kubernetes.yaml');

/** Rows of the record's table: check, what we do, why. */
const rows = (): readonly (readonly string[])[] => {
  const folder = join(packageRoot(), 'docs', 'decisions');
  const record = readdirSync(folder).find((name) => name.endsWith('-kube-score.md')) ?? 'kube-score.md';
  return readFileSync(join(folder, record), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
};

const argued = rows().flatMap(([, check = '', whatWeDo]) => (whatWeDo === 'argued' ? [check] : []));

/** `object: check: what is wrong` for each finding in a file, but for those of some checks. */
async function findings(file: string, ignored: readonly string[] = []): Promise<readonly string[]> {
  const flags = ['--all-default-optional', '--kubernetes-version', 'v1.34', '--output-format', 'json'];
  const { stdout, stderr } = await run`kube-score score ${[...flags, file]}`;
  if (!stdout.startsWith('[')) throw new Error(`kube-score did not judge ${file}: ${stderr}`);
  const objects = JSON.parse(stdout) as readonly ScoredObject[];
  expect(objects.length).toBeGreaterThan(0);
  return objects.flatMap(({ object_name, checks }) =>
    checks
      .filter(({ check, skipped, grade }) => !skipped && grade < allGood && !ignored.includes(check.id))
      .flatMap(({ check, comments }) =>
        (comments ?? []).map(({ summary }) => `${object_name}: ${check.id}: ${summary}`),
      ),
  );
}

/** Grade of a check that has nothing to say (kube-score, scorecard.GradeAllOK). */
const allGood = 10;

interface ScoredObject {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly summary: string }[] | null;
  }[];
}

let folder: string;
beforeAll(async () => {
  const found = await run`kube-score version`;
  if (found.exitCode !== 0) throw new Error(`kube-score is not on PATH; install it: ${install}`);
  folder = await mkdtemp(join(tmpdir(), 'klab-kube-score-'));
});
afterAll(() => (folder === undefined ? undefined : rm(folder, { recursive: true })));

it.each(names)('finds nothing in dist/%s/kubernetes.yaml but what is argued', async (name) => {
  expect(await findings(dist(name), argued)).toEqual([]);
});

it('is installed where the project is checked, in the same version', () => {
  expect(readFileSync(join(packageRoot(), '.ci', 'run'), 'utf8')).toContain(install);
});

describe('the record', () => {
  it('argues nothing that would not be found', async () => {
    const all = (await Promise.all(names.map((name) => findings(dist(name))))).flat();
    expect(argued.length).toBeGreaterThan(0);
    expect(argued.filter((check) => !all.some((finding) => finding.includes(`: ${check}: `)))).toEqual([]);
  });

  it.each([
    [
      'a privilege',
      'allowPrivilegeEscalation: false',
      'privileged: true',
      'container-security-context-privileged',
    ],
    [
      'an image without a version',
      /image: apache\/kafka:4.3.1/g,
      'image: apache/kafka',
      'container-image-tag',
    ],
    ['disk without end', /ephemeral-storage: .*/g, '', 'container-ephemeral-storage-request-and-limit'],
    [
      'a service that leads nowhere',
      'klab.node: broker-1\n    klab.topology: multi-broker\n---',
      'klab.node: nobody\n---',
      'service-targets-pod',
    ],
    ['a budget that asks for nothing', '  minAvailable: 2\n', '', 'poddisruptionbudget-has-policy'],
  ])('does not hide %s', async (_what, good, bad, check) => {
    const text = await readFile(dist('multi-broker'), 'utf8');
    const broken = text.replace(good, bad);
    expect(broken).not.toBe(text);
    const file = join(folder, `${check}.yaml`);
    await writeFile(file, broken);
    expect((await findings(file, argued)).join('\n')).toContain(`: ${check}: `);
  });
});
