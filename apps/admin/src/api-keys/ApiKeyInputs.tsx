import { CheckboxGroupInput, DateTimeInput, required, SelectInput, TextInput, useTranslate } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { KINDS, SCOPES } from './apiKey';

/** One per line or separated by commas, as people paste them. What is being typed keeps its spaces. */
const parseSources = (text: string) => text.split(/[\s,]/);
const formatSources = (sources: readonly string[] | undefined) => (sources ?? []).join('\n');

export const NameInput = () => <TextInput source="name" validate={required()} />;

export const SourcesInput = () => {
  const translate = useTranslate();
  return (
    <TextInput
      source="sources"
      multiline
      minRows={2}
      format={formatSources}
      parse={parseSources}
      helperText={translate('latchkey.keys.sources_help')}
    />
  );
};

/** What can be decided only when a key is made. */
export const NewKeyInputs = () => {
  const translate = useTranslate();
  const kind = (useWatch({ name: 'kind' }) as (typeof KINDS)[number] | undefined) ?? 'live';
  return (
    <>
      <SelectInput
        source="kind"
        validate={required()}
        choices={KINDS.map((id) => ({ id, name: `latchkey.keys.kind_long.${id}` }))}
        helperText={translate(`latchkey.keys.kind_help.${kind}`)}
      />
      <CheckboxGroupInput
        source="permissions"
        row={false}
        choices={SCOPES[kind].map((id) => ({ id, name: `latchkey.keys.scope.${id.replace(':', '_')}` }))}
        helperText={translate('latchkey.keys.scopes_help')}
      />
      <DateTimeInput source="expiresAt" helperText={translate('latchkey.keys.expires_help')} />
    </>
  );
};
