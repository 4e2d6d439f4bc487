import { useLocaleState } from 'react-admin';
import { momentIn } from '../i18n/wording';
import { useTenant } from './TenantName';

/** When something happened, in the zone of the tenant it belongs to, with its offset. */
export const Moment = ({ at, tenantId }: { at: string | null; tenantId: string }) => {
  const [locale] = useLocaleState();
  const tenant = useTenant(tenantId);
  if (at === null) return '–';
  return <time dateTime={at}>{momentIn(tenant?.timeZone ?? 'UTC', at, locale)}</time>;
};
