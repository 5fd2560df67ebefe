import { expect, it } from 'vitest';
import { dockerError } from '../../../src/runtimes/docker.ts';

const cases = [
  {
    stderr: '/bin/bash: line 1: docker: command not found',
    exitCode: 127,
    code: 'tool-missing',
    message: 'docker is not on PATH; install Docker Engine or Docker Desktop, or use --on local',
  },
  {
    stderr:
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    code: 'engine-unavailable',
    message:
      'Docker Engine does not answer at unix:///var/run/docker.sock; start it, or set DOCKER_HOST to one that runs',
  },
  {
    stderr:
      'error during connect: Get "https://10.0.0.1:2376/v1.24/info": dial tcp 10.0.0.1:2376: connect: refused',
    code: 'engine-unavailable',
    message:
      'Docker Engine does not answer at https://10.0.0.1:2376; start it, or set DOCKER_HOST to one that runs',
  },
  {
    stderr:
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get …',
    code: 'engine-unavailable',
    message:
      'this user may not talk to Docker Engine; join the group docker (then log in again), or set DOCKER_HOST',
  },
  {
    stderr: 'one line before\nError response from daemon: No such container: x\n',
    code: 'engine-refused',
    message: '"docker ps" failed: No such container: x',
  },
  {
    stderr:
      'Error response from daemon: error while removing network: it has active endpoints\nexit status 1\n',
    code: 'engine-refused',
    message: '"docker ps" failed: error while removing network: it has active endpoints',
  },
  { stderr: '', exitCode: 3, code: 'engine-refused', message: '"docker ps" failed: exit code 3' },
];

it.each(cases)('says of "$stderr" what to do', ({ stderr, exitCode = 1, code, message }) => {
  const error = dockerError(['ps', '--all'], { exitCode, stderr });
  expect(error.code).toBe(code);
  expect(error.message).toBe(message);
});

it('calls a command by the words that a person recognises', () => {
  const named = (...args: string[]): string => dockerError(args, { exitCode: 1, stderr: 'no' }).message;
  expect(named('compose', '--file', 'x', 'up', '--detach')).toBe('"docker compose up" failed: no');
  expect(named('network', 'rm', 'x')).toBe('"docker network rm" failed: no');
});
