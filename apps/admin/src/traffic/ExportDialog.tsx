import {
  Alert,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Radio,
  RadioGroup,
  Typography,
} from '@mui/material';
import { useId, useState } from 'react';
import { useCanAccess, useListContext, useTranslate } from 'react-admin';
import { download } from '../api/download';
import { failureKey } from '../layout/LoadFailure';

const FORMATS = { csv: 'CSV', jsonl: 'JSON Lines' } as const;
type Format = keyof typeof FORMATS;

/** Asks how rows are written, and whether with numbers in full, of those who may see them. */
const ExportDialog = ({ close }: { close: () => void }) => {
  const translate = useTranslate();
  const heading = useId();
  const { resource, filterValues } = useListContext();
  const { canAccess: mayReveal } = useCanAccess({ resource, action: 'reveal' });
  const [format, setFormat] = useState<Format>('csv');
  const [reveal, setReveal] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const take = () => {
    setBusy(true);
    setProblem(undefined);
    download(`${resource}/export`, { format, filter: filterValues, reveal })
      .then(close, setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog open onClose={close} maxWidth="xs" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{translate('latchkey.traffic.export_title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Typography color="textSecondary">{translate('latchkey.traffic.export_text')}</Typography>
        <RadioGroup
          row
          aria-label={translate('latchkey.traffic.export_format')}
          value={format}
          onChange={(_, chosen) => setFormat(chosen as Format)}
        >
          {Object.entries(FORMATS).map(([name, label]) => (
            <FormControlLabel key={name} value={name} control={<Radio size="small" />} label={label} />
          ))}
        </RadioGroup>
        {mayReveal && (
          <div>
            <FormControlLabel
              control={<Checkbox size="small" checked={reveal} onChange={(_, checked) => setReveal(checked)} />}
              label={translate('latchkey.traffic.export_reveal')}
            />
            <Typography variant="body2" color="textSecondary">
              {translate('latchkey.traffic.export_reveal_why')}
            </Typography>
          </div>
        )}
        {Boolean(problem) && (
          <Alert severity="error">
            {translate('latchkey.traffic.export_failed')} {translate(failureKey(problem))}
          </Alert>
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button color="inherit" onClick={close}>
          {translate('ra.action.cancel')}
        </Button>
        <Button variant="contained" disabled={busy} onClick={take}>
          {translate('latchkey.traffic.export')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};

export default ExportDialog;
