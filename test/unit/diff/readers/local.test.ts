import { expect, it } from 'vitest';
import { readLocal, readProperties } from '../../../../src/diff/readers/local.ts';

it('reads properties as java.util.Properties does, as far as people use it', () => {
  const text = '# a comment\n! another\n\na=1\n b.c : two words \nd=x=y\ne=first,\\\n  second\nempty=\n';
  expect(readProperties(text)).toEqual({
    a: '1',
    'b.c': 'two words',
    d: 'x=y',
    e: 'first,second',
    empty: '',
  });
});

it('says of what is no plan that it is none, and which settings file is missing', () => {
  expect(() => readLocal('a: 1\n', 'plan.yaml', new Map())).toThrow('plan.yaml is no plan of processes');
  const plan = 'processes:\n  - id: broker-1\n    config: broker-1.properties\n';
  expect(() => readLocal(plan, 'plan.yaml', new Map())).toThrow(
    'plan.yaml names broker-1.properties for broker-1, which is not beside it; synth anew',
  );
});
