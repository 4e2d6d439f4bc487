import { type RaRecord, useGetList } from 'react-admin';
import type { Account } from '../../accounts/account';
import type { ApiKey } from '../../api-keys/apiKey';
import { patience } from '../../api/patience';
import type { Signature } from '../../signatures/text';
import type { Template } from '../../templates/template';

/** What a tenant has already: whoever left the guide half-way finds it where it was. */
export function useHoldings(tenantId: string) {
  const accounts = useOwned<Account>('accounts', tenantId);
  const signatures = useOwned<Signature>('signatures', tenantId);
  const templates = useOwned<Template>('templates', tenantId);
  const keys = useOwned<ApiKey>('api-keys', tenantId);
  const all = [accounts, signatures, templates, keys];
  return {
    accounts: accounts.data ?? [],
    signatures: signatures.data ?? [],
    templates: templates.data ?? [],
    keys: (keys.data ?? []).filter(({ revokedAt }) => revokedAt === null),
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error,
  };
}

export type Holdings = Pick<ReturnType<typeof useHoldings>, 'accounts' | 'signatures' | 'templates' | 'keys'>;

function useOwned<R extends RaRecord>(resource: string, tenantId: string) {
  const query = {
    filter: { tenantId },
    pagination: { page: 1, perPage: 50 },
    sort: { field: 'id', order: 'ASC' },
  } as const;
  return useGetList<R>(resource, query, patience);
}
