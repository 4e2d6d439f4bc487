import {
  CheckboxGroupInput,
  DateTimeInput,
  required,
  SelectInput,
  TextInput,
  useRecordContext,
  useTranslate,
} from 'react-admin';
import { useWatch } from 'react-hook-form';
import { type ApiKey, KINDS, SCOPES } from './apiKey';

/** One per line or separated by commas, as people paste them. What is being typed keeps its spaces. */
const parseLines = (text: string) => text.split(/[\s,]/);
const formatLines = (lines: readonly string[] | undefined) => (lines ?? []).join('\n');

export const NameInput = () => <TextInput source="name" validate={required()} />;

const LinesInput = ({ source, ...rest }: { source: 'sources' | 'origins'; shouldUnregister?: true }) => {
  const translate = useTranslate();
  return (
    <TextInput
      source={source}
      multiline
      minRows={2}
      format={formatLines}
      parse={parseLines}
      helperText={translate(`latchkey.keys.${source}_help`)}
      {...rest}
    />
  );
};

export const SourcesInput = () => <LinesInput source="sources" />;

/** The pages a publishable key may be used from. Other keys are used from none: what was typed goes with the field. */
export const OriginsInput = () => {
  const apiKey = useRecordContext<ApiKey>();
  const kind = useWatch({ name: 'kind' }) as (typeof KINDS)[number] | undefined;
  return apiKey?.publishable || kind === 'pub' ? <LinesInput source="origins" shouldUnregister /> : null;
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
