import { useContext } from 'react';
import { ListContext, useLocaleState } from 'react-admin';
import { momentIn, READERS_ZONE, secondIn } from '../i18n/wording';
import { useBoundTenant } from '../session/useBoundTenant';
import { useTenant } from './TenantName';

interface Props {
  readonly at: string | null;
  readonly tenantId: string;
  /** Where things follow each other fast: to the second, without the year. */
  readonly exact?: boolean;
}

/**
 * When something happened, with its offset: in the zone of the tenant it belongs to, or in the reader's own where a list holds
 * several tenants' things and times are compared.
 */
export const Moment = ({ at, tenantId, exact = false }: Props) => {
  const [locale] = useLocaleState();
  const timeZone = useZone(tenantId);
  if (at === null) return '–';
  return (
    <time
      dateTime={at}
      title={momentIn(timeZone, at, locale)}
      style={exact ? { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' } : undefined}
    >
      {exact ? secondIn(timeZone, at, locale) : momentIn(timeZone, at, locale)}
    </time>
  );
};

function useZone(tenantId: string): string {
  const bound = useBoundTenant();
  // Outside of lists there is no such context.
  const list = useContext(ListContext) as { readonly filterValues?: { readonly tenantId?: string } } | undefined;
  const mixed = Boolean(list) && bound === undefined && list?.filterValues?.tenantId === undefined;
  const tenant = useTenant(mixed || tenantId === '' ? undefined : tenantId);
  return tenant?.timeZone ?? READERS_ZONE;
}
