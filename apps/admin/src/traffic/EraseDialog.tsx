import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { type FormEvent, useId, useState } from 'react';
import { useListFilterContext, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { refusalOf } from '../api/refusal';
import { failureKey } from '../layout/LoadFailure';
import { NamePicker } from '../owned/NamePicker';
import { useBoundTenant } from '../session/useBoundTenant';

/** What an erasure did: rows by table. */
interface Erased {
  /** Masked. */
  readonly phone: string;
  readonly rows: Readonly<Record<string, number>>;
}

const digits = (text: string) => text.replace(/[^\d+]/g, '');

/** Erases a number after it was typed twice, and says what that did. */
const EraseDialog = ({ close }: { close: () => void }) => {
  const heading = useId();
  const translate = useTranslate();
  const refresh = useRefresh();
  const [erased, setErased] = useState<Erased>();
  const done = (result: Erased) => {
    setErased(result);
    refresh();
  };
  return (
    <Dialog open onClose={close} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{translate('latchkey.erasing.title')}</DialogTitle>
      {erased ? <Result erased={erased} close={close} /> : <Question done={done} close={close} />}
    </Dialog>
  );
};

export default EraseDialog;

const Question = ({ done, close }: { done: (erased: Erased) => void; close: () => void }) => {
  const translate = useTranslate();
  const bound = useBoundTenant();
  const { filterValues } = useListFilterContext();
  const [tenantId, setTenantId] = useState((filterValues as { tenantId?: string }).tenantId ?? '');
  const [phone, setPhone] = useState('');
  const [confirm, setConfirm] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const whose = bound ?? tenantId;
  const different = confirm !== '' && digits(confirm) !== digits(phone);
  const certain = whose !== '' && digits(phone).length > 6 && digits(confirm) === digits(phone);
  const erase = async (event: FormEvent) => {
    event.preventDefault();
    if (!certain || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { tenantId: whose, phone: digits(phone), confirm: digits(confirm) };
      done((await consoleRequest('erasures', { method: 'POST', body })).body as Erased);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Box component="form" onSubmit={(event) => void erase(event)} autoComplete="off">
      <DialogContent sx={{ display: 'grid', gap: 1, pt: 0 }}>
        <Typography color="textSecondary">{translate('latchkey.erasing.text')}</Typography>
        {bound === undefined && (
          <Box sx={{ mt: 1, mb: 0.5 }}>
            <NamePicker
              among="tenants"
              nameOf={({ name }) => String(name)}
              value={tenantId}
              choose={setTenantId}
              label={translate('latchkey.owned.tenant')}
            />
          </Box>
        )}
        <TextField
          type="tel"
          label={translate('latchkey.erasing.phone')}
          placeholder="+8618566246612"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
        <TextField
          type="tel"
          label={translate('latchkey.erasing.confirm')}
          value={confirm}
          error={different}
          helperText={different ? translate('latchkey.erasing.different') : undefined}
          onChange={(event) => setConfirm(event.target.value)}
        />
        {problem !== undefined && (
          <Alert severity="error">
            {translate(
              refusalOf(problem)?.code === 'invalid_parameter' ? 'latchkey.traffic.no_number' : failureKey(problem),
            )}
          </Alert>
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button color="inherit" onClick={close}>
          {translate('ra.action.cancel')}
        </Button>
        <Button type="submit" variant="contained" color="error" disabled={!certain || busy}>
          {translate('latchkey.erasing.button')}
        </Button>
      </DialogActions>
    </Box>
  );
};

const Result = ({ erased: { phone, rows }, close }: { erased: Erased; close: () => void }) => {
  const translate = useTranslate();
  return (
    <>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Alert severity="success">{translate('latchkey.erasing.done', { phone })}</Alert>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: '1fr max-content', columnGap: 2, rowGap: 0.5 }}
        >
          {Object.entries(rows).map(([table, count]) => (
            <Box key={table} sx={{ display: 'contents' }}>
              <dt>{translate(`latchkey.erasing.rows.${table}`, { _: table })}</dt>
              <Box component="dd" sx={{ m: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
                {count}
              </Box>
            </Box>
          ))}
        </Box>
        <Typography variant="body2" color="textSecondary">
          {translate('latchkey.erasing.again')}
        </Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="contained" onClick={close}>
          {translate('latchkey.erasing.close')}
        </Button>
      </DialogActions>
    </>
  );
};
