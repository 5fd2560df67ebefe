import { expect, it } from 'vitest';
import { readLocal } from '../../../../src/diff/readers/local.ts';

it('says of what is no plan that it is none, and which settings file is missing', () => {
  expect(() => readLocal('a: 1\n', 'plan.yaml', new Map())).toThrow('plan.yaml is no plan of processes');
  const plan = 'processes:\n  - id: broker-1\n    config: broker-1.properties\n';
  expect(() => readLocal(plan, 'plan.yaml', new Map())).toThrow(
    'plan.yaml names broker-1.properties for broker-1, which is not beside it; synth anew',
  );
});
