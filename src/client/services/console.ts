/** Whether Conduktor Console is ready, module by module (Conduktor's documentation: "API health endpoints"). */
import type { ServicePlace } from './address.ts';
import { ask, refusal } from './http.ts';

/** What a module is: `UP`, or `DISABLED` where the licence leaves it out, are as they should be. */
const fine: readonly unknown[] = ['UP', 'DISABLED'];

/** Modules, each with what it is. */
export interface ConsoleModules {
  readonly up: readonly string[];
  /** Such as `console STARTING`. */
  readonly others: readonly string[];
}

/** States of the console's modules. @throws RuntimeError `service-refused` for an answer that tells none. */
export async function consoleModules(place: ServicePlace): Promise<ConsoleModules> {
  const path = '/platform/api/modules/health/ready';
  // 503 is an answer too: one module is not up.
  const answer = await ask(place, path);
  const { status, body } = answer;
  if ((status !== 200 && status !== 503) || typeof body !== 'object' || body === null) {
    throw refusal(`${place.nodeId} refuses GET ${path}`, answer);
  }
  const modules = Object.entries(body).filter(([name]) => name !== 'is_ready');
  return {
    up: modules.flatMap(([name, state]) => (state === 'UP' ? [name] : [])),
    others: modules.flatMap(([name, state]) => (fine.includes(state) ? [] : [`${name} ${String(state)}`])),
  };
}
