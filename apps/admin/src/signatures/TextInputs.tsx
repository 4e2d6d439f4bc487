import { AutocompleteInput, type RaRecord, ReferenceInput, SelectInput, useTranslate } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { useBoundTenant } from '../session/useBoundTenant';
import { REGIONS } from './text';

/** Which of the tenant's accounts a text is for; to be chosen after the tenant. */
export const AccountInput = ({
  source = 'account',
  onlyTencent = false,
}: {
  source?: string;
  onlyTencent?: boolean;
}) => {
  const bound = useBoundTenant();
  const chosen = useWatch({ name: 'tenantId' }) as string | undefined;
  const tenantId = bound ?? chosen;
  const translate = useTranslate();
  return (
    <ReferenceInput
      key={tenantId}
      source={source}
      reference="accounts"
      filter={{ tenantId }}
      sort={{ field: 'priority', order: 'ASC' }}
      perPage={50}
      enableGetChoices={() => tenantId !== undefined}
    >
      <AutocompleteInput
        label={translate('resources.accounts.name', { smart_count: 1 })}
        optionText="name"
        isRequired
        disabled={tenantId === undefined}
        {...(onlyTencent ? { getOptionDisabled: (option: RaRecord) => option['provider'] !== 'tencent' } : {})}
        filterToQuery={(q) => ({ q })}
      />
    </ReferenceInput>
  );
};

export const RegionInput = ({ regions = REGIONS }: { regions?: readonly string[] }) => (
  <SelectInput
    source="region"
    choices={regions.map((id) => ({ id, name: `latchkey.region.${id}` }))}
    helperText={useTranslate()('latchkey.region.help')}
  />
);
