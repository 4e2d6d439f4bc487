import { useGetIdentity } from 'react-admin';

/** The one tenant whose affairs are the operator's; undefined for operators of the platform. */
export function useBoundTenant(): string | undefined {
  const { identity } = useGetIdentity();
  const { tenantId } = (identity ?? {}) as { tenantId?: string | null };
  return tenantId ?? undefined;
}
