/** The drills that the page offers: it runs no client programs, so none that is about them. */
import { drills } from '../../drills/index.ts';

/** In the order of the catalogue. */
export const pageDrills = drills.filter(({ members = 1 }) => members === 1);
