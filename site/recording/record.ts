/** `npm run docs:recording`: runs the lab in a terminal, and keeps what it shows, as it shows it, for the first page. Linux. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { castText, type Cast, type Shown } from './cast.ts';
import { framesOf } from './frames.ts';
import { recordingSvg } from './svg.ts';

const command = 'npx klab drill multi-broker kill-leader --up';
const [columns, rows] = [112, 36];
const folder = join(packageRoot(), 'docs', 'recording');

/** Runs it in a terminal of its own, in a folder of its own. @throws Error where the command fails */
async function record(): Promise<Cast> {
  const cwd = mkdtempSync(join(tmpdir(), 'klab-recording-'));
  const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/sh' };
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR']) delete env[name];
  const klab = `'${process.execPath}' '${join(packageRoot(), 'lib/scripts/klab.js')}'`;
  const run = `stty cols ${columns} rows ${rows}; ${command.replace('npx klab', klab)}`;
  const child = spawn('script', ['-qefc', run, '/dev/null'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const prompt = `\u001B[2m$\u001B[0m ${command}\r\n`;
  const shown: Shown[] = [{ atMs: 0, text: prompt }];
  const startMs = performance.now();
  const decoder = new TextDecoder();
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    const text = decoder.decode(chunk, { stream: true });
    shown.push({ atMs: Math.round(performance.now() - startMs), text });
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  rmSync(cwd, { recursive: true });
  if (code !== 0) throw new Error(`"${command}" ended with exit code ${code}; nothing is kept of it`);
  return { columns, rows, title: command, shown };
}

const cast = await record();
const frames = await framesOf(cast);
writeFileSync(join(folder, 'kill-leader.cast'), castText(cast));
writeFileSync(join(folder, 'kill-leader.svg'), recordingSvg(cast, frames));
console.log(`docs/recording/kill-leader.svg: ${frames.length} pictures`);
