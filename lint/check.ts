/** `npm run rooms`: says what breaks the rules of lint/rooms.ts, and fails where anything does. */
import { circles } from './circles.ts';
import { readTree } from './read-imports.ts';
import { entries, knownCircles, mostFiles } from './house.ts';
import { rooms } from './rooms.ts';
import { crowds, idle, strangers, unused } from './rules.ts';

const house = readTree('.', ['src', 'scripts', 'topologies', 'lessons']);
const src = house.filter(({ path }) => path.startsWith('src/'));
const findings = [
  ...strangers(house, rooms),
  ...idle(house, rooms),
  ...circles(src, knownCircles),
  ...crowds(src, mostFiles),
  ...unused([...house, ...readTree('.', ['bench', 'reference', 'test'])], entries),
];

for (const finding of findings) console.error(finding);
if (findings.length > 0) {
  console.error(`${findings.length} of these; lint/rooms/ says who may import whom, and why`);
  process.exitCode = 1;
}
