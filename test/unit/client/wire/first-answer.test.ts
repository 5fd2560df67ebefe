/** A question that any broker answers does not hang on one that is dead or paused. */
import type { Endpoint } from '../../../../src/cluster/access.ts';
import { describe, expect, it } from 'vitest';
import { firstAnswer } from '../../../../src/client/wire/first-answer.ts';
import { accessTo } from '../../../support/access.ts';

const never = new Promise<string>(() => undefined);

describe('firstAnswer', () => {
  it('asks the next broker where one is silent', async () => {
    const asked: string[] = [];
    const ask = ({ address }: Endpoint): Promise<string> => {
      asked.push(address);
      return address === 'a' ? never : Promise.resolve(`of ${address}`);
    };
    expect(await firstAnswer(accessTo('a', 'b', 'c'), 'answers', ask)).toBe('of b');
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks the next at once where one refuses, and says the last reason where all do', async () => {
    const ask = ({ address }: Endpoint): Promise<string> => Promise.reject(new Error(`${address} refuses`));
    await expect(firstAnswer(accessTo('a', 'b'), 'answers', ask)).rejects.toThrow(
      'no broker of a, b answers: b refuses',
    );
  });
});
