import { DateTimeInput, SelectInput, TextInput } from 'react-admin';
import type { NamedResource } from '../owned/Named';
import { TenantFilter } from '../owned/TenantFilter';
import { NamedFilter } from './NamedFilter';

const words = (kind: string, names: readonly string[]) =>
  names.map((name) => ({ id: name, name: `latchkey.traffic.${kind}.${name}` }));

/** A choice among names of ours. */
export const choice = (source: string, kind: string, names: readonly string[], alwaysOn = false) => (
  <SelectInput
    key={source}
    source={source}
    label={`latchkey.traffic.fields.${source}`}
    choices={words(kind, names)}
    size="small"
    alwaysOn={alwaysOn}
  />
);

export const text = (source: string) => (
  <TextInput key={source} source={source} label={`latchkey.traffic.fields.${source}`} size="small" resettable />
);

/** A choice among what tenants have. */
export const named = (source: string, resource: NamedResource) => (
  <NamedFilter key={source} source={source} label={`latchkey.traffic.fields.${source}`} among={resource} />
);

/** Whose rows; offered to those who see more than one tenant. */
export const tenant = <TenantFilter key="tenantId" source="tenantId" alwaysOn />;

const toMoment = (value: string) => (value ? new Date(value).toISOString() : undefined);

export const since = (
  <DateTimeInput key="from" source="from" label="latchkey.traffic.fields.from" parse={toMoment} size="small" />
);
export const until = (
  <DateTimeInput key="to" source="to" label="latchkey.traffic.fields.to" parse={toMoment} size="small" />
);
