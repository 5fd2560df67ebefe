/** Turns a resolved topology into the file of the compose target. */
import { agentJars, agentJarsName, agentVariable } from '../../kafka/java-agent.ts';
import { agentsOf, type ResolvedTopology } from '../../kafka/node.ts';
import { generatedHeader, type RenderedFile } from '../rendered-file.ts';
import { composeDocument, type ComposeOptions } from './convert.ts';
import { writeCompose } from './write.ts';

/** Where the compose file stands in a topology's folder. */
export const composeFile = 'compose.yaml';

/** The compose file of a topology; a person can run it with `docker compose up --wait` as it is. */
export function renderCompose(
  topology: ResolvedTopology,
  options: ComposeOptions = {},
): readonly RenderedFile[] {
  const header = [
    ...generatedHeader(topology.name),
    ...agentNotes(topology),
    `Run it by hand: docker compose -f ${composeFile} up --wait; take it down with its data: docker compose -f ${composeFile} down --volumes`,
  ];
  return [{ path: composeFile, content: writeCompose(composeDocument(topology, options), header) }];
}

/** What a person who runs the file by hand must have first. */
function agentNotes(topology: ResolvedTopology): readonly string[] {
  return agentsOf(topology).map(
    (agent) =>
      `By hand it needs a folder ./${agentJarsName(agent)} (or the one that ${agentVariable(agent)} names) with ${agentJars(agent).join(' and ')}: mvn dependency:copy -Dartifact=… -DoutputDirectory=${agentJarsName(agent)}`,
  );
}
