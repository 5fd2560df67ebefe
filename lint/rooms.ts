/** The house as a table, floor by floor: which room knows which, and which packages it uses. */
import type { Room } from './house.ts';
import { lowerRooms } from './rooms/lower.ts';
import { upperRooms } from './rooms/upper.ts';

/** Every room. */
export const rooms: readonly Room[] = [...lowerRooms, ...upperRooms];
