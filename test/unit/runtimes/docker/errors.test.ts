import { expect, it } from 'vitest';
import { dockerError } from '../../../../src/runtimes/docker/errors.ts';

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
  {
    stderr: 'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?',
    code: 'engine-unavailable',
    message:
      'Docker Engine does not answer at tcp://127.0.0.1:1; start it, or set DOCKER_HOST to one that runs',
  },
  {
    stderr:
      'error during connect: Get "https://127.0.0.1:2376/v1.50/info": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    code: 'engine-unavailable',
    message:
      'Docker Engine at https://127.0.0.1:2376 is not understood: tls: failed to verify certificate: x509: certificate signed by unknown authority; set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH where it wants TLS, unset both where it does not',
  },
  {
    stderr: 'Error response from daemon: Client sent an HTTP request to an HTTPS server.',
    code: 'engine-unavailable',
    message:
      'Docker Engine is not understood: Client sent an HTTP request to an HTTPS server; set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH where it wants TLS, unset both where it does not',
  },
  {
    // Of a registry, for which the engine speaks.
    stderr:
      'Error response from daemon: Get "https://registry.example/v2/": x509: certificate signed by unknown authority',
    code: 'engine-refused',
    message:
      '"docker ps" failed: Get "https://registry.example/v2/": x509: certificate signed by unknown authority',
  },
  {
    stderr:
      'Failed to initialize: unable to resolve docker endpoint: open /home/x/.docker/ca.pem: no such file or directory\n\n',
    code: 'usage',
    message:
      'docker is to speak TLS (DOCKER_TLS_VERIFY, or its context) and cannot read /home/x/.docker/ca.pem; set DOCKER_CERT_PATH to the folder that has it, or unset DOCKER_TLS_VERIFY',
  },
  {
    stderr:
      'Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.41',
    code: 'engine-refused',
    message:
      'docker and Docker Engine do not understand each other: client version 1.99 is too new. Maximum supported API version is 1.41; update the older one, and unset DOCKER_API_VERSION',
  },
  {
    stderr:
      'Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\nCannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`',
    code: 'engine-unavailable',
    message: 'Docker Engine does not answer; start it, or set DOCKER_HOST to one that runs',
  },
  { stderr: '', exitCode: 3, code: 'engine-refused', message: '"docker ps" failed: exit code 3' },
];

it.each(cases)('says of "$stderr" what to do', ({ stderr, exitCode = 1, code, message }) => {
  const error = dockerError(['ps', '--all'], { exitCode, stderr });
  expect(error.code).toBe(code);
  expect(error.message).toBe(message);
});

it.each([
  {
    address: 'ssh://me@10.0.0.7',
    stderr:
      'error during connect: Get "http://docker.example.com/v1.50/info": command [ssh -o ConnectTimeout=30 -T -l me -- 10.0.0.7 docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: connect to host 10.0.0.7 port 22: Connection refused\n',
    message:
      'Docker Engine does not answer at ssh://me@10.0.0.7: connect to host 10.0.0.7 port 22: Connection refused; start it, or unset DOCKER_HOST',
  },
  {
    address: 'tcp://localhost:99999',
    stderr:
      'error during connect: Get "http://localhost:99999/v1.50/info": dial tcp: address 99999: invalid port',
    message:
      'Docker Engine does not answer at tcp://localhost:99999: address 99999: invalid port; start it, or unset DOCKER_HOST',
  },
  {
    address: 'http://127.0.0.1:1',
    stderr:
      'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: http://127.0.0.1:1',
    message:
      '"http://127.0.0.1:1", chosen by DOCKER_HOST, is not understood: invalid bind address format: http://127.0.0.1:1; use unix://PATH or tcp://HOST:PORT, or unset DOCKER_HOST',
  },
])('says of $address which engine somebody chose', ({ address, stderr, message }) => {
  const endpoint = { address, chosenBy: 'DOCKER_HOST', fix: 'unset DOCKER_HOST' };
  const error = dockerError(['info'], { exitCode: 1, stderr }, endpoint);
  expect([error.message, ...error.details]).toEqual([message]);
});

it('calls a command by the words that a person recognises', () => {
  const named = (...args: string[]): string => dockerError(args, { exitCode: 1, stderr: 'no' }).message;
  expect(named('compose', '--file', 'x', 'up', '--detach')).toBe('"docker compose up" failed: no');
  expect(named('network', 'rm', 'x')).toBe('"docker network rm" failed: no');
});
