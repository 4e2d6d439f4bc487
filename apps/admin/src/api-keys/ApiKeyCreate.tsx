import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useState } from 'react';
import { type RaRecord, useRedirect, useTranslate } from 'react-admin';
import { OwnedCreate } from '../owned/OwnedForms';
import type { NewApiKey } from './apiKey';
import { NameInput, NewKeyInputs, OriginsInput, SourcesInput } from './ApiKeyInputs';
import { KeyOnce } from './KeyOnce';

const ApiKeyCreate = () => {
  const [made, setMade] = useState<NewApiKey>();
  const redirect = useRedirect();
  const translate = useTranslate();
  return (
    <>
      <OwnedCreate
        defaults={{ kind: 'live', permissions: [], sources: [] }}
        onMade={(key: RaRecord) => setMade(key as never)}
      >
        <NameInput />
        <NewKeyInputs />
        <OriginsInput />
        <SourcesInput />
      </OwnedCreate>
      <Dialog open={made !== undefined} maxWidth="sm" fullWidth aria-labelledby="new-key">
        <DialogTitle id="new-key">{translate('latchkey.keys.made', { name: made?.name })}</DialogTitle>
        <DialogContent>{made && <KeyOnce apiKey={made.key} />}</DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="contained" onClick={() => redirect('list', 'api-keys')}>
            {translate('latchkey.keys.kept')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
};

export default ApiKeyCreate;
