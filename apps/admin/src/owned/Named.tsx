import Box from '@mui/material/Box';
import type { MouseEvent } from 'react';
import { Link, type RaRecord, useCreatePath, useGetManyAggregate, useTranslate } from 'react-admin';

/** How things that events tell of are called. */
const NAMES = {
  accounts: ({ name }: RaRecord) => String(name),
  'api-keys': ({ name }: RaRecord) => String(name),
  signatures: ({ text }: RaRecord) => String(text),
  templates: ({ providerTemplateId, purpose, locale }: RaRecord) =>
    [providerTemplateId, purpose, locale].filter((part) => part !== '*').join(' · '),
} as const;
export type NamedResource = keyof typeof NAMES;

/** Test messages go to a sandbox that is no tenant's, and operators send without a key: neither has a page. */
const BUILT_IN: Readonly<Record<string, string>> = {
  console: 'latchkey.names.console',
  acc_sandbox: 'latchkey.names.sandbox',
  tpl_sandbox: 'latchkey.names.sandbox_template',
};

/** Enough of an id to tell it from others and to find it again. */
const TAIL = 6;

/** What something gone is called: its kind and the end of its id. */
export function useFallbackName(): (id: string) => string {
  const translate = useTranslate();
  return (id) => {
    const builtIn = Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
    return builtIn === undefined ? translate('latchkey.names.gone', { id: id.slice(-TAIL) }) : translate(builtIn);
  };
}

/** The name of something an event tells of, with the way there; of what was deleted, that and the end of its id. */
export const Named = ({ resource, id }: { resource: NamedResource; id: string }) => {
  const createPath = useCreatePath();
  const fallback = useFallbackName();
  const builtIn = Object.hasOwn(BUILT_IN, id);
  const { data, isPending } = useGetManyAggregate<RaRecord>(
    resource,
    { ids: [id] },
    { enabled: id !== '' && !builtIn },
  );
  if (id === '') return '–';
  const found = data?.find((one) => one?.id === id);
  if (found === undefined) {
    return (
      <Box component="span" title={id} sx={{ color: 'text.secondary' }}>
        {isPending && !builtIn ? '…' : fallback(id)}
      </Box>
    );
  }
  return (
    <Link
      to={createPath({ resource, type: 'edit', id })}
      title={id}
      underline="hover"
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {NAMES[resource](found)}
    </Link>
  );
};

export const nameOf = (resource: NamedResource, record: RaRecord): string => NAMES[resource](record);
