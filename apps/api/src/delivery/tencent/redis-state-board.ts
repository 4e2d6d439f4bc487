import { z } from 'zod';
import type { RedisClient } from '../../platform/redis/redis.js';
import type { StateBoard, StateNote } from './account-states.js';

/** One hash, a field for each process. */
const BOARD = '{accounts}:states';
/** Nobody is left to take the notes away when all processes have stopped. */
const FORGOTTEN_SECONDS = 60;

const note = z.object({
  at: z.number(),
  states: z.array(
    z.object({
      accountId: z.string(),
      breaker: z.enum(['closed', 'open', 'half_open']),
      inFlight: z.number(),
      limit: z.number(),
    }),
  ),
});

/** Undefined for what another version may have written in its own way. */
function readNote(text: string): StateNote | undefined {
  try {
    return note.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export class RedisStateBoard implements StateBoard {
  constructor(private readonly redis: RedisClient) {}

  async put(process: string, { at, states }: StateNote): Promise<void> {
    await this.redis.hset(BOARD, process, JSON.stringify({ at, states }));
    await this.redis.expire(BOARD, FORGOTTEN_SECONDS);
  }

  async notes(): Promise<ReadonlyMap<string, StateNote>> {
    const notes = Object.entries(await this.redis.hgetall(BOARD));
    return new Map(
      notes.flatMap(([process, text]) => {
        const read = readNote(text);
        return read ? [[process, read] as const] : [];
      }),
    );
  }

  async drop(processes: readonly string[]): Promise<void> {
    await this.redis.hdel(BOARD, ...processes);
  }
}
