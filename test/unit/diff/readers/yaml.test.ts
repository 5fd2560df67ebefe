import { expect, it } from 'vitest';
import { readYaml } from '../../../../src/diff/readers/yaml.ts';

it('reads every document, and none where there are only comments', () => {
  expect(
    readYaml('# written by somebody\n---\na: 1\n--- # second\nb: yes\n---\n\n# end\n', 'x.yaml'),
  ).toEqual([{ a: 1 }, { b: true }]);
  expect(readYaml('', 'x.yaml')).toEqual([]);
});

it('reads a list that ends under its name, as compose does', () => {
  expect(readYaml('a:\n  b: [\n    1\n  ]\n', 'x.yaml')).toEqual([{ a: { b: [1] } }]);
});

it.each([
  ['a: [1, 2\nb: 3\n', 'x.yaml, line 2 is not readable as YAML: deficient indentation'],
  ['a: 1\n---\nb: 2\nb: 3\n', 'x.yaml, line 4 is not readable as YAML: duplicated mapping key'],
  ['a: 1\n---\nb: 2\n---\n\tc: 3\n', 'x.yaml, line 5 is not readable as YAML'],
])('says where %j is not readable', (text, message) => {
  expect(() => readYaml(text, 'x.yaml')).toThrow(message);
});
