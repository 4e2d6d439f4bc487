import { MenuItem, TextField } from '@mui/material';
import { useGetList, useInput, useListFilterContext, useTranslate } from 'react-admin';
import { type NamedResource, nameOf, useFallbackName } from '../owned/Named';

/** As many as a menu bears. */
const MOST = 250;

interface Props {
  readonly source: string;
  /** What is chosen from; the library gives every filter a `resource`, the list's own. */
  readonly among: NamedResource;
}

/** A choice by name; what was deleted since can still be what is looked at. */
export const NamedFilter = ({ source, among }: Props) => {
  const translate = useTranslate();
  const fallback = useFallbackName();
  const { field } = useInput({ source });
  const { filterValues } = useListFilterContext();
  const { tenantId } = filterValues as { tenantId?: string };
  const { data = [] } = useGetList(among, {
    pagination: { page: 1, perPage: MOST },
    sort: { field: 'id', order: 'ASC' },
    filter: tenantId === undefined ? {} : { tenantId },
  });
  const chosen = String(field.value ?? '');
  const gone = chosen !== '' && !data.some(({ id }) => id === chosen);
  return (
    <TextField
      select
      size="small"
      label={translate(`latchkey.traffic.fields.${source}`)}
      {...field}
      value={chosen}
      sx={{ minWidth: 180, m: 0 }}
    >
      <MenuItem value="">&nbsp;</MenuItem>
      {gone && <MenuItem value={chosen}>{fallback(chosen)}</MenuItem>}
      {data.map((record) => (
        <MenuItem key={record.id} value={record.id}>
          {nameOf(among, record)}
        </MenuItem>
      ))}
    </TextField>
  );
};
