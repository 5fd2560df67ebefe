/** What a person gives the processes of nodes besides settings: options of the JVM, variables, files. */
import type { LabNode } from '../kafka/node.ts';
import { aWord, listOf, texts } from './prop-rules.ts';

/** A list of words. */
const jvmOptionsRule = listOf(aWord, "'-XX:+UseG1GC'");

/** What nodes are given for their processes. */
export interface ProcessExtras {
  /** Options of the JVM, after the lab's own; a garbage collector replaces the lab's. @default none */
  readonly jvmOptions?: readonly string[];
  /**
   * Variables of its process, such as those of the image's own scripts (`KAFKA_LOG4J_ROOT_LOGLEVEL`). Values may refer to
   * `@{files}`. @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Text of files by name: they stand in the folder for which settings, variables and JVM options write `@{files}`. Or by
   * absolute path, which only a container has: such a topology has no local target. @default none
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** A rule for each. */
export const extrasRules = { jvmOptions: jvmOptionsRule, environment: texts, files: texts } as const;

/** One on top of the other: options after options, variables and files in place of those of the same name. */
export function joinedExtras(below: ProcessExtras, above: ProcessExtras): Required<ProcessExtras> {
  return {
    jvmOptions: [...(below.jvmOptions ?? []), ...(above.jvmOptions ?? [])],
    environment: { ...below.environment, ...above.environment },
    files: { ...below.files, ...above.files },
  };
}

/** The same of a node, without what is empty. */
export function extrasOfNode({
  jvmOptions = [],
  environment = {},
  files = {},
}: ProcessExtras): Pick<LabNode, 'jvmOptions' | 'environment' | 'files'> {
  return {
    ...(jvmOptions.length > 0 && { jvmOptions }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(Object.keys(files).length > 0 && { files }),
  };
}

/** What is wrong with them, a line each. @param at what comes before their names, such as `perBroker[0].`. */
export function extrasProblems(
  { jvmOptions = [], environment = {}, files = {} }: ProcessExtras,
  at = '',
): string[] {
  return [
    ...jvmOptionProblems(jvmOptions, `${at}jvmOptions`),
    ...Object.keys(environment).flatMap((name) => variableProblem(name, `${at}environment`)),
    ...Object.keys(files).flatMap((name) => fileProblem(name, `${at}files`)),
    ...sizeProblem(files, `${at}files`),
  ];
}

/** What the lab decides, and what to use instead. */
const decidedOptions: readonly { readonly option: RegExp; readonly fix: string }[] = [
  { option: /^-Xmx|^-XX:MaxHeapSize=|^-XX:MaxRAMPercentage=/, fix: 'use heapMb, which limits follow' },
  {
    option: /^-(cp|classpath|-class-path|jar|m|-module)\b/,
    fix: 'drop it: every target has its own class path',
  },
  { option: /^-Dklab\./, fix: 'drop it: klab finds nodes by it' },
];

function jvmOptionProblems(options: readonly string[], at: string): string[] {
  return options.flatMap((option, index) => {
    const which = `${at}[${index}] "${option}"`;
    if (!option.startsWith('-')) return [`${which} is no option; begin it with -`];
    // The scripts of the images split their variable at each space.
    if (/\s/.test(option)) return [`${which} has a space, at which images split; give each option by itself`];
    const mine = decidedOptions.find((one) => one.option.test(option));
    return mine === undefined ? [] : [`${which} is not possible; ${mine.fix}`];
  });
}

/**
 * Variables by which the images' scripts take something else than a setting (apache/kafka, docker/resources and bin/;
 * confluentinc/kafka-images, kafka/include/etc/confluent/docker).
 */
const ofScripts = /^(KAFKA_(LOG4J_|TOOLS_LOG4J_|JMX_OPTS$|GC_LOG_OPTS$|DEBUG|LOG_DIR$)|ZOOKEEPER_LOG4J_)/;

const decidedVariables: readonly { readonly variable: RegExp; readonly fix: string }[] = [
  { variable: /^KAFKA_HEAP_OPTS$/, fix: 'use heapMb, which limits follow' },
  {
    variable: /^(KAFKA_OPTS|KAFKA_JVM_PERFORMANCE_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS)$/,
    fix: 'use jvmOptions',
  },
  { variable: /^KAFKA_JMX_(PORT|HOSTNAME)$/, fix: 'use jmxPort' },
  { variable: /^(CLUSTER_ID|CLASSPATH|PATH)$/, fix: 'drop it: every target has its own' },
  { variable: /^(KAFKA|ZOOKEEPER)_/, fix: 'an image makes a setting of it: use settings' },
];

function variableProblem(name: string, at: string): string[] {
  const which = `${at} "${name}"`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return [`${which} is no name of a variable; use letters, digits and _, beginning with no digit`];
  const mine = ofScripts.test(name)
    ? undefined
    : decidedVariables.find(({ variable }) => variable.test(name));
  return mine === undefined ? [] : [`${which} is not possible; ${mine.fix}`];
}

/** As a ConfigMap takes keys, and as no path goes elsewhere. */
const fileName = /^(?!\.{1,2}$)[-._A-Za-z0-9]{1,253}$/;

function fileProblem(name: string, at: string): string[] {
  const isPath = /^(\/[^/\0]+)+$/.test(name) && !/\/\.{1,2}(\/|$)/.test(name);
  if (isPath || fileName.test(name)) return [];
  return [
    `${at} "${name}" is no name of a file; use letters, digits, ., - and _, or an absolute path in a container`,
  ];
}

/** What a ConfigMap may hold (Kubernetes API, ConfigMap: data). */
const mostBytes = 1024 * 1024;

function sizeProblem(files: Readonly<Record<string, string>>, at: string): string[] {
  const bytes = Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  return bytes <= mostBytes
    ? []
    : [`${at} have ${bytes} bytes together; Kubernetes takes at most ${mostBytes} for a node`];
}
