/** Places that many rooms know, by one name. */

/** Files on which everybody stands. */
export const ground = 'alarm errors file-problem files package-root paths untyped wait words'
  .split(' ')
  .map((name) => `src/${name}.ts`);
/** What pure knowledge may be made of. */
export const pure = ['errors.ts', 'package-root.ts', 'paths.ts', 'untyped.ts', 'words.ts', 'kafka'].map(
  (name) => `src/${name}`,
);
/** A path and its content. */
export const rendered = 'src/render/rendered-file.ts';
/** What is beneath whoever deals with clusters. */
export const below = [...ground, 'src/kafka', 'src/cluster', rendered];
/** What runtimes share. */
export const tools = ['host', 'docker', 'jars', 'secrets', 'shared', 'up', 'instances.ts'].map(
  (name) => `src/runtimes/${name}`,
);

/** What is known of pods, whoever made them. */
export const ofPods = ['kubectl', 'forward', 'nodes', 'place'].map(
  (name) => `src/runtimes/kubernetes/${name}`,
);
