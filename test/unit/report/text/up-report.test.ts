import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { upReport } from '../../../../src/report/text/up-report.ts';
import { upResult } from '../../../../src/report/text/up-result.ts';
import { shapeProblems, storedExample } from '../../../support/json-shape.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const cluster = {
  instance: { id: 'a-local', runtime: 'local', portOffset: 0, clusterId: 'uIyCbGCbIKnqIRx6IR0FwA', topology },
  topology,
  bootstrap: ['127.0.0.1:9092'],
  brokers: [],
} as unknown as RunningCluster;

function clientIn(folder: string): { user: string; properties: string; kafkajs: string; kcat: string } {
  const file = (ending: string): string => `${folder}/admin.${ending}`;
  return { user: 'admin', properties: file('properties'), kafkajs: file('mjs'), kcat: file('kcat') };
}

function lineOf(label: string, folder: string): string {
  const report = upReport(cluster, 1_000, clientIn(folder));
  return report.split('\n').find((line) => line.includes(`${label} `)) ?? '';
}

describe('lines to paste of a secured cluster', () => {
  it('name files as they are called where a shell reads nothing else', () => {
    expect(lineOf('Kafka CLI', '/lab/clients')).toContain('--command-config /lab/clients/admin.properties ');
    expect(lineOf('kcat', '/lab/clients')).toContain('kcat -F /lab/clients/admin.kcat -L');
  });

  it.each(['/my lab', "/it's", '/a$b', '/a#b'])('lead a shell to files in %s', (folder) => {
    const [, words = ''] = /(kcat -F .* -L)/.exec(lineOf('kcat', folder)) ?? [];
    const printed = execFileSync('sh', ['-c', words.replace(/^kcat/, String.raw`printf '%s\n'`)], {
      encoding: 'utf8',
    });
    expect(printed.split('\n')[1]).toBe(`${folder}/admin.kcat`);
  });

  it.each(['/my lab', "/it's", '/a#b', '/a?b', '/50%'])('lead a program to a module in %s', (folder) => {
    const [, address = ''] = /import\('([^']*)'\)\)\.config/.exec(lineOf('kafkajs', folder)) ?? [];
    expect(decodeURIComponent(new URL(address).pathname)).toBe(`${folder}/admin.mjs`);
  });
});

describe('what up prints as JSON', () => {
  const up = { topology, cluster, troubles: [] };

  it.each([
    ['up', up],
    ['up-secured', { ...up, client: clientIn('/lab') }],
  ])('has the shape of the example %s', (example, given) => {
    const printed = { schemaVersion: 1, ...upResult(given, 1_000) };
    expect(shapeProblems(printed, storedExample(example))).toEqual([]);
  });
});
