/** This machine in one line, for numbers that mean little without it. */
import { cpus, release, totalmem, type } from 'node:os';

/** Cores, processor, memory, operating system, Node.js. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  const system = `${type()} ${release().split('-')[0]}`;
  return `${cpus().length} cores (${model}), ${memoryGb} GB, ${system}, Node.js ${process.versions.node}`;
}
