import { statusOf } from './consoleRequest';

const RETRIES = 2;

/**
 * Query options of whatever reads. Asking again helps when there was no answer or the server was not well; what it refuses,
 * it refuses again. Pages show what failed in its place, so nothing pops up and nobody is led away.
 */
export const patience = {
  retry: (failures: number, error: unknown) => failures < RETRIES && isPassing(statusOf(error)),
  retryDelay: (failures: number) => 500 * 2 ** failures,
  onError: () => undefined,
};

const isPassing = (status: number | undefined) => status === 0 || (status !== undefined && status >= 502);
