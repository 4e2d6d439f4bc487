import {
  type CreateParams,
  type DataProvider,
  type DeleteParams,
  type GetListParams,
  type GetOneParams,
  HttpError,
  type RaRecord,
  type UpdateParams,
} from 'react-admin';
import { consoleRequest } from './consoleRequest';
import { isKeysetList, keysetList } from './keysetList';
import { fieldWords, refusalOf } from './refusal';

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
  create: async (resource, { data, meta }: CreateParams) => {
    const path = (meta as { path?: string } | undefined)?.path ?? resource;
    return writing({ method: 'POST', path, body: withoutGaps(data as object, true) });
  },
  update: (resource, { id, data, previousData }: UpdateParams) => {
    const body = changed(data as object, (previousData ?? {}) as object);
    // Nothing to write, and the server would rightly log a change that was none.
    if (Object.keys(body).length === 0) return Promise.resolve({ data: { ...previousData, id } as never });
    return writing({ method: 'PATCH', path: `${resource}/${encodeURIComponent(id)}`, body });
  },
  updateMany: notOffered,
  delete: (resource, { id }: DeleteParams) =>
    writing({ method: 'DELETE', path: `${resource}/${encodeURIComponent(id)}` }),
  deleteMany: async (resource, { ids }) => {
    for (const id of ids) await writing({ method: 'DELETE', path: `${resource}/${encodeURIComponent(id)}` });
    return { data: [...ids] };
  },
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
  const { body } = await consoleRequest(`${resource}/${encodeURIComponent(id)}`, { signal });
  return { data: body as never };
}

interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

const underWay = new Map<string, Promise<{ data: never }>>();

/** A double press writes once: whoever asks for the same while it is under way shares its answer. */
function writing(write: Write): Promise<{ data: never }> {
  const key = JSON.stringify(write);
  const answer = underWay.get(key) ?? sent(write).finally(() => underWay.delete(key));
  underWay.set(key, answer);
  return answer;
}

/** A refusal of one member becomes the form's error at its field. */
async function sent({ method, path, body }: Write): Promise<{ data: never }> {
  try {
    const answer = await consoleRequest(path, { method, ...(body ? { body } : {}) });
    return { data: answer.body as never };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.code !== 'invalid_parameter' || refusal.field === undefined) throw error;
    // Of a list the whole field is marked: `sources.0` is `sources`.
    const field = refusal.field.replace(/\.\d+$/, '');
    throw new HttpError('latchkey.error.invalid', 400, { errors: { [field]: fieldWords(refusal.message) } });
  }
}

/** Fields that were left empty are not sent, so that the server's defaults hold. An empty list may be what a change is about. */
function withoutGaps(data: object, emptyLists = false): object {
  const isGap = (value: unknown) =>
    value === null || value === undefined || value === '' || (emptyLists && Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(data)
      .map(([name, value]): [string, unknown] => [name, filled(value, emptyLists)])
      .filter(([, value]) => !isGap(value)),
  );
}

function filled(value: unknown, emptyLists: boolean): unknown {
  if (Array.isArray(value)) return (value as unknown[]).filter((item) => item !== '');
  if (!isPlain(value)) return value;
  const members = withoutGaps(value, emptyLists);
  return Object.keys(members).length === 0 ? undefined : members;
}

/** What a form changed. Members that hold others are sent whole. */
function changed(data: object, before: object): object {
  const known = before as Record<string, unknown>;
  const entries = Object.entries(data).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name]));
  return withoutGaps(Object.fromEntries(entries));
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `tenants 0-24/319` */
function totalOf(contentRange: string | null): number {
  const total = Number(contentRange?.split('/')[1]);
  if (!Number.isInteger(total)) throw new Error('the reply has no Content-Range');
  return total;
}

function notOffered(resource: string): Promise<never> {
  return Promise.reject(new Error(`the console API cannot change ${resource}`));
}
