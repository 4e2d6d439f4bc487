import { Autocomplete, TextField } from '@mui/material';
import { useEffect, useState } from 'react';
import { type RaRecord, useGetList, useGetManyAggregate, useTranslate } from 'react-admin';

/** As many as anybody reads through; who looks for another types more of its name. */
const MATCHES = 50;
const TYPING_MS = 200;

interface Props {
  /** What is chosen from. */
  readonly among: string;
  readonly nameOf: (record: RaRecord) => string;
  /** The id that is chosen; empty for none. */
  readonly value: string;
  readonly choose: (id: string) => void;
  /** Translated. */
  readonly label: string;
  /** Narrows what is chosen from. */
  readonly filter?: Readonly<Record<string, string>>;
  /** Which column the choices come in the order of. */
  readonly sortedBy?: string;
  /** Said where none is chosen, if that means something. */
  readonly none?: string;
  /** What something chosen is called that is not there any more. */
  readonly gone?: (id: string) => string;
}

/** A choice by name among any number of things: what is typed is looked for on the server. */
export const NamePicker = (props: Props) => {
  const { among, nameOf, value, choose, label, filter = {}, sortedBy = 'name', none = '', gone = String } = props;
  const translate = useTranslate();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed);
  const { data = [], isPending } = useGetList(among, {
    pagination: { page: 1, perPage: MATCHES },
    sort: { field: sortedBy, order: 'ASC' },
    filter: q === '' ? filter : { ...filter, q },
  });
  const { data: kept, isPending: asking } = useGetManyAggregate<RaRecord>(
    among,
    { ids: [value] },
    { enabled: value !== '' },
  );
  const recordOf = (id: unknown) => [...data, ...(kept ?? [])].find((one) => one?.id === id);
  const called = ({ id }: RaRecord) => {
    const record = recordOf(id);
    if (record) return nameOf(record);
    return asking ? '…' : gone(String(id));
  };
  return (
    <Autocomplete<RaRecord>
      size="small"
      options={data}
      loading={isPending}
      loadingText={translate('ra.page.loading')}
      noOptionsText={translate('ra.navigation.no_results')}
      clearText={translate('ra.action.clear_input_value')}
      openText={translate('ra.action.open')}
      closeText={translate('ra.action.close')}
      value={value === '' ? null : (recordOf(value) ?? { id: value })}
      onChange={(_, chosen) => choose(chosen === null ? '' : String(chosen.id))}
      onInputChange={(_, text, reason) => setTyped(reason === 'input' ? text : '')}
      // The server has found what is offered, and may have found it by more than its name.
      filterOptions={(options) => options}
      getOptionLabel={called}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(option, chosen) => option.id === chosen.id}
      renderInput={(input) => (
        <TextField
          {...input}
          label={label}
          placeholder={none}
          slotProps={{
            ...input.slotProps,
            ...(none ? { inputLabel: { ...input.slotProps.inputLabel, shrink: true } } : {}),
          }}
          sx={{ m: 0, '& .MuiInputBase-input::placeholder': { color: 'text.primary', opacity: 1 } }}
        />
      )}
      sx={{ minWidth: 220 }}
    />
  );
};

/** What was typed, once the typing has paused. */
function useSettled(typed: string): string {
  const [settled, settle] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => settle(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
