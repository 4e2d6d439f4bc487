import type { DataProvider, GetListParams, GetOneParams, Identifier, RaRecord } from 'react-admin';
import { consoleRequest } from './consoleRequest';
import { isKeysetList, keysetList } from './keysetList';

/** Reads and writes through the console API, which follows the conventions of react-admin's simple REST. */
export const dataProvider: DataProvider = {
  getList,
  getOne,
  getMany: async (resource, { ids, signal }) => {
    const filter = JSON.stringify({ id: ids });
    const { body } = await consoleRequest(`${resource}?${new URLSearchParams({ filter })}`, { signal });
    return { data: body as never[] };
  },
  getManyReference: (resource, { target, id, filter, ...params }) =>
    getList(resource, { ...params, filter: { ...(filter as object), [target]: id } }),
  create: async (resource, { data }) => {
    const { body } = await consoleRequest(resource, { method: 'POST', body: data as object });
    return { data: body as never };
  },
  update: async (resource, { id, data, previousData }) => {
    const changed = changes(data as Row, previousData as Row | undefined);
    const { body } = await consoleRequest(pathOf(resource, id), { method: 'PATCH', body: changed });
    return { data: body as never };
  },
  updateMany: notOffered,
  delete: async (resource, { id, previousData }) => {
    await consoleRequest(pathOf(resource, id), { method: 'DELETE' });
    return { data: (previousData ?? { id }) as never };
  },
  deleteMany: notOffered,
  supportAbortSignal: true,
};

async function getList(resource: string, params: GetListParams) {
  if (isKeysetList(resource)) return keysetList(resource, params);
  const { pagination, sort, filter, signal } = params;
  const { page, perPage } = pagination ?? { page: 1, perPage: 25 };
  const { field, order } = sort ?? { field: 'id', order: 'ASC' };
  const first = (page - 1) * perPage;
  const query = new URLSearchParams({
    sort: JSON.stringify([field, order]),
    range: JSON.stringify([first, first + perPage - 1]),
    filter: JSON.stringify(filter ?? {}),
  });
  const { headers, body } = await consoleRequest(`${resource}?${query}`, { signal });
  return { data: body as never[], total: totalOf(headers.get('content-range')) };
}

async function getOne<R extends RaRecord>(resource: string, { id, signal }: GetOneParams<R>) {
  const { body } = await consoleRequest(pathOf(resource, id), { signal });
  return { data: body as never };
}

const pathOf = (resource: string, id: Identifier) => `${resource}/${encodeURIComponent(id)}`;

type Row = Readonly<Record<string, unknown>>;

/** Only what somebody changed: what else was shown may have been changed by another meanwhile, or is not theirs to change. */
function changes(data: Row, previous: Row = {}): Row {
  const changed = Object.entries(data).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(previous[name]),
  );
  return Object.fromEntries(changed);
}

/** `tenants 0-24/319` */
function totalOf(contentRange: string | null): number {
  const total = Number(contentRange?.split('/')[1]);
  if (!Number.isInteger(total)) throw new Error('the reply has no Content-Range');
  return total;
}

function notOffered(resource: string): Promise<never> {
  return Promise.reject(new Error(`the console API cannot change ${resource}`));
}
