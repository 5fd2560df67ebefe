import { describe, expect, it } from 'vitest';
import { lessons } from '../../lessons/index.ts';
import { verbs } from '../../scripts/support/verbs.ts';
import { wordsOf } from '../../src/lessons/learner.ts';
import { topologyNames } from '../../topologies/index.ts';

it('lessons have names of their own, and topologies that are there', () => {
  const names = lessons.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(topologyNames).toEqual(expect.arrayContaining(lessons.map(({ topology }) => topology)));
});

describe.each(lessons)('$name', ({ name, topology, topics, groups, steps, remember }) => {
  const commands = steps.flatMap((step) => step.commands).filter((command) => command.startsWith('klab '));

  it('says what it makes, by names that tell it from what a person made', () => {
    const words = commands
      .flatMap((command) => command.split(/[\s/:]/))
      .filter((word) => word.startsWith('lesson-'));
    expect([...topics, ...groups]).toEqual(expect.arrayContaining([...new Set(words)]));
    for (const made of [...topics, ...groups]) expect(made).toMatch(/^lesson-[a-z-]+$/);
  });

  it('asks before it measures, and ends with something to remember', () => {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.filter(({ predict }) => predict !== undefined).length).toBeGreaterThan(0);
    expect(remember.length).toBeGreaterThan(1);
  });

  it('has a way to do what another program does for a learner', () => {
    const others = steps.filter((step) => step.commands.some((command) => !command.startsWith('klab ')));
    expect(others.filter(({ byHand }) => byHand === undefined).map(({ title }) => title)).toEqual([]);
  });

  it.each(commands)('"%s" is a command of klab about its topology', async (command) => {
    const [verb = '', ...args] = wordsOf(command, {});
    const declared = (await verbs[verb]?.load())?.command();
    expect(declared).toBeDefined();
    const { operands, unknown } = declared!.parseOptions([...args]);
    expect(unknown).toEqual([]);
    expect(operands[0]).toBe(verb === 'report' ? 'REPORT' : topology);
  });
});
