/** `klab graph`: what a topology looks like, as a picture, as Mermaid, or in words. */
import { Option, type Command } from 'commander';
import { drawingOf } from '../src/report/graph/drawing.ts';
import { mermaidOf } from '../src/report/graph/mermaid.ts';
import { svgOf } from '../src/report/graph/svg.ts';
import { textOf } from '../src/report/graph/text.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

const forms = { text: textOf, mermaid: mermaidOf, svg: svgOf } as const;

interface GraphOptions extends CommonOptions, ConfigOptions {
  readonly format: keyof typeof forms;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'graph',
    'Draw a topology: its nodes in their racks, and which speak to which.',
    'klab graph multi-broker --format svg > multi-broker.svg',
  )
    .argument('<topology>', 'a topology')
    .addOption(new Option('--format <form>', 'how it is drawn').choices(Object.keys(forms)).default('text'))
    .option('--json', 'print what is drawn as JSON');
  return withConfig(declared).action(graph);
}

async function graph(name: string, { format, json, ...options }: GraphOptions): Promise<void> {
  const known = await knownTopologies(options);
  const topology = known.create(name).resolve();
  const drawing = drawingOf(topology);
  if (json) printJson({ topology: topology.name, ...drawing });
  else process.stdout.write(`${forms[format](drawing).trimEnd()}\n`);
}
