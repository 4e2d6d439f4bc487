import type { GetListParams } from 'react-admin';
import { consoleRequest } from './consoleRequest';

/** Lists that run from the newest to the oldest and are too long to be counted. */
const KEYSET = new Set(['events', 'deliveries', 'verifications']);
const NEXT_CURSOR = 'x-next-cursor';
/** Cursors of pages that were seen, by what was asked; enough for everything one leafs through in a sitting. */
const KEPT = 500;

/** Where each page begins; the first needs no cursor. */
const cursors = new Map<string, string>();

export const isKeysetList = (resource: string): boolean => KEYSET.has(resource);

/**
 * One page of such a list. The server knows no page numbers, it goes on from where a page ended; so a page that is asked for by its
 * number, as after a reload, is reached from the last one before it that is known.
 */
export async function keysetList(resource: string, { pagination, filter, signal }: GetListParams) {
  const { page, perPage } = pagination ?? { page: 1, perPage: 25 };
  const asked = `${resource} ${perPage} ${JSON.stringify(filter ?? {})}`;
  const keyOf = (one: number) => `${asked} ${one}`;
  let from = page;
  while (from > 1 && !cursors.has(keyOf(from))) from -= 1;
  for (let at = from; ; at += 1) {
    const after = at === 1 ? undefined : cursors.get(keyOf(at));
    const query = new URLSearchParams({ filter: JSON.stringify(filter ?? {}), limit: String(perPage) });
    if (after !== undefined) query.set('after', after);
    const { headers, body } = await consoleRequest(`${resource}?${query}`, { signal });
    const next = headers.get(NEXT_CURSOR);
    if (next !== null) remember(keyOf(at + 1), next);
    if (at === page || next === null) {
      return { data: body as never[], pageInfo: { hasNextPage: next !== null, hasPreviousPage: at > 1 } };
    }
  }
}

function remember(key: string, cursor: string): void {
  cursors.delete(key);
  cursors.set(key, cursor);
  const [oldest] = cursors.keys();
  if (cursors.size > KEPT && oldest !== undefined) cursors.delete(oldest);
}
