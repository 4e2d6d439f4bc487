/** Where the time comes from: the system in production, a hand-moved clock in tests. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
