/** The class-data archive as the rest of the runtime sees it: where it is, who makes it. */
export { startClassArchiveMaker, stopClassArchiveMaker, type ArchiveMakerOptions } from './maker.ts';
export { archivePath, baseArchivePath, madeArchivePath, type ClassArchiveOptions } from './path.ts';
