import { Alert, Button, TextField, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { type FormEvent, useState } from 'react';
import { useGetList, useLocaleState, useTranslate } from 'react-admin';
import { consoleRequest } from '../../api/consoleRequest';
import { patience } from '../../api/patience';
import { fieldWords, refusalOf } from '../../api/refusal';
import { failureKey } from '../../layout/LoadFailure';
import type { SandboxMessage } from '../../sandbox/message';
import { MessageBubble } from '../../sandbox/MessageBubble';
import { momentIn } from '../../i18n/wording';
import type { StepProps } from './steps';

interface Sent {
  readonly id: string;
  readonly phone: string;
  readonly delivery: 'accepted' | 'unknown';
  readonly expiresAt: string;
}

/** New messages show up while one looks. */
const REFRESH_MS = 1_500;

/** A real message to a number, by the tenant's own account and limits, and the check of its code. */
export const TrialStep = ({ tenant, holdings: { accounts }, goOn }: StepProps) => {
  const [sent, setSent] = useState<Sent>();
  const [problem, setProblem] = useState<string>();
  const [approved, setApproved] = useState(false);
  const [busy, setBusy] = useState(false);
  const translate = useTranslate();
  const sandbox = accounts.some(({ provider, enabled }) => provider === 'sandbox' && enabled);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    await work().catch((error: unknown) => setProblem(wordsOf(error)));
    setBusy(false);
  };
  const wordsOf = (error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal?.code === 'invalid_parameter') return translate(fieldWords(refusal.message), { _: refusal.message });
    const told = translate(failureKey(error));
    return refusal?.providerCode === undefined ? told : `${told} (${refusal.providerCode})`;
  };
  const send = (phone: string) =>
    attempt(async () => {
      const { body } = await consoleRequest('test-sends', { method: 'POST', body: { tenantId: tenant.id, phone } });
      setSent(body as Sent);
      setApproved(false);
    });
  const check = (code: string) =>
    attempt(async () => {
      const body = { tenantId: tenant.id, id: sent?.id, code };
      await consoleRequest('test-sends/check', { method: 'POST', body });
      setApproved(true);
    });

  return (
    <Box sx={{ display: 'grid', gap: 2, justifyItems: 'stretch' }}>
      <OneField
        label={translate('latchkey.setup.phone')}
        action={translate('latchkey.setup.send')}
        initial="+86"
        busy={busy}
        onSubmit={send}
        type="tel"
      />
      {sent && <SentNote tenant={tenant} sent={sent} />}
      {sent && sandbox && <Inbox tenantId={tenant.id} />}
      {sent && !approved && (
        <OneField
          label={translate('latchkey.setup.code')}
          action={translate('latchkey.setup.check')}
          initial=""
          busy={busy}
          onSubmit={check}
          type="text"
        />
      )}
      {problem !== undefined && (
        <Alert severity="error" variant="outlined">
          {problem}
        </Alert>
      )}
      {approved && (
        <Alert severity="success" variant="outlined">
          {translate('latchkey.setup.approved')}
        </Alert>
      )}
      <Box>
        <Button variant={approved ? 'contained' : 'text'} onClick={goOn}>
          {translate('latchkey.setup.finish')}
        </Button>
      </Box>
    </Box>
  );
};

const SentNote = ({ tenant, sent }: Pick<StepProps, 'tenant'> & { sent: Sent }) => {
  const [locale] = useLocaleState();
  const translate = useTranslate();
  const until = momentIn(tenant.timeZone, sent.expiresAt, locale);
  return <Typography>{translate(`latchkey.setup.sent_${sent.delivery}`, { phone: sent.phone, until })}</Typography>;
};

const Inbox = ({ tenantId }: { tenantId: string }) => {
  const translate = useTranslate();
  const { data = [] } = useGetList<SandboxMessage>(
    'sandbox',
    { filter: { tenantId }, pagination: { page: 1, perPage: 3 }, sort: { field: 'sentAt', order: 'DESC' } },
    { ...patience, refetchInterval: REFRESH_MS },
  );
  return (
    <Box
      component="section"
      aria-label={translate('resources.sandbox.name', { smart_count: 1 })}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1 }}
    >
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data.map((message) => (
          <MessageBubble key={message.id} message={message} />
        ))}
      </Box>
    </Box>
  );
};

interface FieldProps {
  readonly label: string;
  readonly action: string;
  readonly initial: string;
  readonly busy: boolean;
  readonly type: 'tel' | 'text';
  readonly onSubmit: (value: string) => Promise<void>;
}

const OneField = ({ label, action, initial, busy, type, onSubmit }: FieldProps) => {
  const [value, setValue] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onSubmit(value.trim());
  };
  return (
    <Box
      component="form"
      onSubmit={submit}
      autoComplete="off"
      sx={{
        display: 'flex',
        flexDirection: { xs: 'column', sm: 'row' },
        alignItems: { sm: 'center' },
        gap: 1.5,
        maxWidth: 480,
      }}
    >
      <TextField
        label={label}
        value={value}
        type={type}
        onChange={(event) => setValue(event.target.value)}
        margin="none"
        required
      />
      <Button type="submit" variant="outlined" disabled={busy} sx={{ flexShrink: 0 }}>
        {action}
      </Button>
    </Box>
  );
};
