import { useInput, useListFilterContext, useTranslate } from 'react-admin';
import { NamePicker } from '../owned/NamePicker';
import { type NamedResource, nameOf, useFallbackName } from '../owned/Named';

interface Props {
  readonly source: string;
  /** A key; the library's menu of filters reads it too. */
  readonly label: string;
  /** What is chosen from; the library gives every filter a `resource`, the list's own. */
  readonly among: NamedResource;
}

/** A choice by name among what the tenant has; what was deleted since can still be what is looked at. */
export const NamedFilter = ({ source, label, among }: Props) => {
  const translate = useTranslate();
  const fallback = useFallbackName();
  const { field } = useInput<string>({ source });
  const { filterValues } = useListFilterContext();
  const { tenantId } = filterValues as { tenantId?: string };
  return (
    <NamePicker
      among={among}
      nameOf={(record) => nameOf(among, record)}
      value={field.value ?? ''}
      choose={field.onChange}
      label={translate(label)}
      sortedBy="id"
      gone={fallback}
      {...(tenantId === undefined ? {} : { filter: { tenantId } })}
    />
  );
};
