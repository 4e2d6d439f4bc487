import { TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { MONO } from '../layout/theme';

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const NameField = ({ value, onChange }: Props) => {
  const translate = useTranslate();
  return (
    <TextField
      label={translate('latchkey.session.name')}
      name="username"
      autoComplete="username"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }}
    />
  );
};

interface PasswordProps extends Props {
  readonly autoComplete: 'current-password' | 'new-password';
  /** Translated. */
  readonly helperText?: string;
}

export const PasswordField = ({ value, onChange, autoComplete, helperText }: PasswordProps) => {
  const translate = useTranslate();
  const label = autoComplete === 'new-password' ? 'latchkey.session.new_password' : 'latchkey.session.password';
  return (
    <TextField
      label={translate(label)}
      name="password"
      type="password"
      autoComplete={autoComplete}
      required
      value={value}
      helperText={helperText}
      onChange={(event) => onChange(event.target.value)}
    />
  );
};

/** Six digits; where `recovery` codes are taken too, letters as well. */
export const CodeField = ({ value, onChange, recovery = false }: Props & { recovery?: boolean }) => {
  const translate = useTranslate();
  return (
    <TextField
      label={translate('latchkey.session.code')}
      name="code"
      autoComplete="one-time-code"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{
        htmlInput: {
          inputMode: recovery ? 'text' : 'numeric',
          autoCapitalize: 'none',
          spellCheck: false,
          sx: { fontFamily: MONO, letterSpacing: '0.12em' },
        },
      }}
    />
  );
};
