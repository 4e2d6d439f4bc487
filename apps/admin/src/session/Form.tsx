import { Alert, Button } from '@mui/material';
import Box from '@mui/material/Box';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { statusOf } from '../api/consoleRequest';
import { refusalOf } from '../api/refusal';
import { failureKey } from '../layout/LoadFailure';

interface Props {
  readonly submit: () => Promise<void>;
  /** Translation key of the button. */
  readonly action: string;
  /** Translation key of what to say when the server knows no such person. */
  readonly refused?: string;
  readonly children: ReactNode;
}

/** A form that says below its fields what went wrong, and cannot be sent twice at once. */
export const Form = ({ submit, action, refused, children }: Props) => {
  const translate = useTranslate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    submit()
      .catch((error: unknown) => setFailure(sentence(error, refused, translate)))
      .finally(() => setBusy(false));
  };
  return (
    <Box component="form" noValidate onSubmit={onSubmit} sx={{ display: 'grid', gap: 1.5 }}>
      {children}
      {failure && <Alert severity="error">{failure}</Alert>}
      <Button type="submit" variant="contained" size="large" disabled={busy}>
        {translate(action)}
      </Button>
    </Box>
  );
};

/** What is said of a member that the server refused; others have the general sentence. */
const FIELDS = ['password', 'code', 'name', 'signInName'];

function sentence(
  error: unknown,
  refused: string | undefined,
  translate: (key: string, options?: object) => string,
): string {
  const seconds = refusalOf(error)?.retryAfterSeconds;
  if (seconds !== undefined) return translate('latchkey.error.wait', { smart_count: Math.ceil(seconds / 60) });
  if (statusOf(error) === 401 && refused) return translate(refused);
  const field = refusalOf(error)?.field;
  if (field !== undefined && FIELDS.includes(field)) return translate(`latchkey.error.field.${field}`);
  return translate(failureKey(error));
}
