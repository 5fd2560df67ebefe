/** Turns a resolved topology into the file of the compose target. */
import { stringify } from 'yaml';
import { agentJars, agentJarsName, agentVariable } from '../../kafka/java-agent.ts';
import { quorumFiles } from '../../kafka/images/quorum-files.ts';
import { agentsOf, type ResolvedTopology } from '../../kafka/node.ts';
import { secretFilesOf } from '../../kafka/security/secret-files.ts';
import { generatedHeader, type RenderedFile } from '../rendered-file.ts';
import { composeAddressing } from './addressing.ts';
import { composeDocument, type ComposeOptions } from './convert.ts';
import type { ComposeDocument } from './document.ts';
import { completed, quorumFolderName, secretsVariable } from './names.ts';

/** Where the compose file stands in a topology's folder. */
export const composeFile = 'compose.yaml';

/** The compose file of a topology, and what its nodes read of a dynamic quorum; a person can run it with `docker compose up --wait` as it is. */
export function renderCompose(
  topology: ResolvedTopology,
  options: ComposeOptions = {},
): readonly RenderedFile[] {
  const header = [
    ...generatedHeader(topology.name),
    ...agentNotes(topology),
    ...secretNotes(topology),
    ...quorumNotes(topology),
    `Run it by hand: docker compose -f ${composeFile} up --wait; take it down with its data: docker compose -f ${composeFile} down --volumes`,
  ];
  const addressing = composeAddressing(topology, options.portOffset ?? 0);
  const quorum = quorumFiles(topology, addressing, generatedHeader(topology.name)) ?? {};
  return [
    { path: composeFile, content: writeCompose(composeDocument(topology, options), header) },
    ...Object.entries(quorum).map(([name, content]) => ({
      path: `${quorumFolderName}/${name}`,
      content: completed(content, {}),
    })),
  ];
}

/**
 * The text of a compose file: the header as comments, then the document in its own order.
 * No anchors, so that each service can be read by itself; what YAML 1.1 would take for a number or a truth is quoted,
 * since compose files are read by both kinds of parsers.
 */
function writeCompose(document: ComposeDocument, header: readonly string[]): string {
  const comments = header.map((line) => `# ${line}\n`).join('');
  return (
    comments +
    stringify(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0, singleQuote: true })
  );
}

/** What a person who runs the file by hand must have first. */
function agentNotes(topology: ResolvedTopology): readonly string[] {
  return agentsOf(topology).map(
    (agent) =>
      `By hand it needs a folder ./${agentJarsName(agent)} (or the one that ${agentVariable(agent)} names) with ${agentJars(agent).join(' and ')}: mvn dependency:copy -Dartifact=… -DoutputDirectory=${agentJarsName(agent)}`,
  );
}

/** The same of the files with secrets of a secured topology. */
function secretNotes({ security, nodes }: ResolvedTopology): readonly string[] {
  if (security === undefined) return [];
  const folders = nodes.flatMap((node) => {
    const names = secretFilesOf(node, security);
    return names.length === 0 ? [] : [`${node.id} (${names.join(', ')})`];
  });
  if (folders.length === 0) return [];
  return [
    `By hand it needs a folder ./secrets (or the one that ${secretsVariable} names) with the secrets of each node, which its container can read: ${folders.join('; ')}`,
  ];
}

/** Compose completes no variable in a file that is mounted. */
function quorumNotes({ dynamicQuorum, hostNetwork, hostVariable }: ResolvedTopology): readonly string[] {
  if (dynamicQuorum !== true || hostNetwork !== true || hostVariable === undefined) return [];
  return [
    `By hand, with another address in ${hostVariable} than 127.0.0.1, put that into the files of ${quorumFolderName}/ too`,
  ];
}
