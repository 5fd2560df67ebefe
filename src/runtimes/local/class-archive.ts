/** The class-data archive as the rest of the runtime sees it: where it is, how it is made, who makes it. */
export {
  startClassArchiveMaker,
  stopClassArchiveMaker,
  type ArchiveMakerOptions,
} from './class-archive-maker.ts';
export { makeClassArchive, type MakeClassArchiveOptions } from './class-archive-making.ts';
export {
  archivePath,
  baseArchivePath,
  madeArchivePath,
  type ClassArchiveOptions,
} from './class-archive-path.ts';
