/** Each fault is told of in the same words wherever it is shown. */
import { describe, expect, it } from 'vitest';
import { faults, faultWords, type FaultKind } from '../../../../src/drills/faults/index.ts';

describe('a fault', () => {
  it.each<[FaultKind, string, string, string, string, string]>([
    ['kill', 'kill', 'killed', 'killed', 'killed', 'start'],
    ['stop', 'stop', 'stopped', 'stopped', 'stopped', 'start'],
    ['pause', 'pause', 'paused', 'paused', 'paused', 'resume'],
    ['power-off', 'power off', 'powered off', 'powered off', 'powered off', 'start'],
    ['isolate', 'cut off', 'cut off', 'cut off', 'cut off from everything', 'reconnect'],
    [
      'isolate-from-cluster',
      'cut off',
      'cut off',
      'cut off from the other nodes',
      'cut off from the other nodes',
      'reconnect',
    ],
    [
      'isolate-from-controllers',
      'cut off',
      'cut off',
      'cut off from the controllers',
      'cut off from the controllers',
      'reconnect',
    ],
  ])('%s has its words', (kind, does, short, done, inFull, undoes) => {
    expect(faultWords(kind)).toEqual({ does, short, done, inFull, undoes });
  });

  it('that clients get answers through is told apart from one that silences the node', () => {
    const answering = Object.entries(faults).filter(([, { silences }]) => !silences);
    expect(answering.map(([kind]) => kind)).toEqual(['isolate-from-cluster', 'isolate-from-controllers']);
  });
});
