/** Writes a topology as a person would write it with the library. */
import { isEmpty } from './values.ts';
import { constructId, topologyProps, type ImportPlan } from './plan.ts';

/** The name of the function that makes it, from the topology's. */
export function functionName(name: string): string {
  const camel = name.replaceAll(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return /^\d/.test(camel) ? `topology${camel}` : camel;
}

/** The whole file. @param from what it was taken over from, as a person named it */
export function codeOf(plan: ImportPlan, from: string): string {
  const { name, summary, metadata, cluster, services } = plan;
  const classes = [
    'KafkaCluster',
    metadata.kind,
    'Topology',
    ...(services.length > 0 ? ['Service'] : []),
  ].toSorted();
  const sentence = summary.replace(/^./, (letter) => letter.toUpperCase());
  const lines = [
    `/** ${sentence}: taken over from ${from.replaceAll('*/', '')}. */`,
    `import { ${classes.join(', ')}, type TopologyOptions } from 'kafka-topology-lab';`,
    '',
    `/** ${sentence}. Options are those of \`klab up\`. */`,
    `export function ${functionName(name)}(options: TopologyOptions = {}): Topology {`,
    `  const topology = new Topology(${quoted(name)}, ${literal(topologyProps(plan), 1)});`,
    `  const metadata = new ${metadata.kind}(topology, ${quoted(constructId(metadata.kind, plan))}${
      isEmpty(metadata.props) ? '' : `, ${literal(metadata.props, 1)}`
    });`,
    `  new KafkaCluster(topology, ${quoted(constructId('KafkaCluster', plan))}, {`,
    '    metadata,',
    ...Object.entries(cluster)
      .filter(([, value]) => value !== undefined && !isEmpty(value))
      .map(([prop, value]) => `    ${prop}: ${literal(value, 2)},`),
    '    ...options,',
    '  });',
    ...services.map(({ id, props }) => `  new Service(topology, ${quoted(id)}, ${literal(props, 1)});`),
    '  return topology;',
    '}',
    '',
  ];
  return lines.join('\n');
}

/** A value as code, short ones in one line. */
function literal(value: unknown, depth: number): string {
  const flat = inline(value);
  if (flat.length <= 80 - depth * 2) return flat;
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return `[\n${value.map((one) => `${indent}  ${literal(one, depth + 1)},\n`).join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return flat;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{\n${entries.map(([key, one]) => `${indent}  ${keyOf(key)}: ${literal(one, depth + 1)},\n`).join('')}${indent}}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return entries.length === 0
      ? '{}'
      : `{ ${entries.map(([key, one]) => `${keyOf(key)}: ${inline(one)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** Single quotes, as the rest of the code has them; whatever a text holds is escaped as JSON does. */
function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}
