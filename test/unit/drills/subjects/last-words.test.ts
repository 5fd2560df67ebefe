/** Why a program ended is found in what runtimes of several languages print. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { reasonIn } from '../../../../src/drills/subjects/last-words.ts';

it.each([
  ['a shell', 'line one\nkcat: cannot connect\n', 'kcat: cannot connect'],
  [
    'Java',
    'Exception in thread "main" A: a\n\tat x.Y.z(Y.java:1)\nCaused by: B: b\n\t... 3 more\n',
    'Caused by: B: b',
  ],
  ['Python', 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no\n', 'ValueError: no'],
  ['Go', 'panic: no\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\nexit status 2\n', 'panic: no'],
  [
    'Rust',
    "thread 'main' panicked at src/main.rs:2:5:\nno\nnote: run with `RUST_BACKTRACE=1` environment variable\n",
    'no',
  ],
  ['nothing but a stack', '    at x (y.js:1)\n', 'at x (y.js:1)'],
  ['nothing', '', ''],
])('of %s', (_, stderr, reason) => {
  expect(reasonIn(stderr)).toBe(reason);
});

it.each([
  ['throw new Error("out of bounds")', 'Error: out of bounds'],
  ['throw Object.assign(new TypeError("no id"), { code: 7, of: { a: [1] } })', 'TypeError: no id'],
  ['Promise.reject(new AggregateError([new Error("one")], "all failed"))', 'AggregateError: all failed'],
  [
    'import("node:events").then(({ EventEmitter }) => new EventEmitter().emit("error", new Error("lost")))',
    'Error: lost',
  ],
  ['throw "gone"', 'gone'],
])('of Node.js itself, which ends with its version: %s', (script, reason) => {
  const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toContain(`Node.js ${process.version}`);
  expect(reasonIn(stderr)).toBe(reason);
});
