import { Button, Dialog, DialogContent, DialogTitle, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useCallback, useEffect, useRef, useState } from 'react';
import { HttpError, useTranslate } from 'react-admin';
import { consoleRequest, onProofNeeded } from '../api/consoleRequest';
import { refusalOf } from '../api/refusal';
import { CodeField, PasswordField } from './fields';
import { Form } from './Form';
import { readSession } from './session';
import { SingleSignOn } from './SingleSignOn';

interface Waiting {
  readonly proven: () => void;
  readonly refused: (reason: Error) => void;
}

/** Asks the person to prove that it is still them, whenever the server wants that before it answers; then it is asked again. */
export const FreshProof = () => {
  const translate = useTranslate();
  const waiting = useRef<Waiting[]>([]);
  const [open, setOpen] = useState(false);

  useEffect(
    () =>
      onProofNeeded(
        () =>
          new Promise<void>((proven, refused) => {
            waiting.current.push({ proven, refused });
            setOpen(true);
          }),
      ),
    [],
  );

  const end = useCallback((tell: (one: Waiting) => void) => {
    setOpen(false);
    for (const one of waiting.current.splice(0)) tell(one);
  }, []);
  const giveUp = () => end(({ refused }) => refused(new HttpError('latchkey.error.not_proven', 403)));

  return (
    <Dialog open={open} onClose={giveUp} maxWidth="xs" fullWidth aria-labelledby="fresh-proof">
      <DialogTitle id="fresh-proof">{translate('latchkey.session.proof')}</DialogTitle>
      <DialogContent>
        {open && <ProofForm done={() => end(({ proven }) => proven())} />}
        <Box sx={{ display: 'grid', gap: 1, mt: 1.5 }}>
          <SingleSignOn path="session/sign-on/proof" />
          <Button onClick={giveUp}>{translate('ra.action.cancel')}</Button>
        </Box>
      </DialogContent>
    </Dialog>
  );
};

const ProofForm = ({ done }: { done: () => void }) => {
  const translate = useTranslate();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string>();
  const prove = async () => {
    const body = { password, ...(code === undefined ? {} : { code }) };
    try {
      await consoleRequest('session/proof', { method: 'POST', body });
      await readSession();
      done();
    } catch (error) {
      if (refusalOf(error)?.code !== 'second_factor_required') throw error;
      setCode('');
    }
  };
  return (
    <Form submit={prove} action="latchkey.session.prove" refused="latchkey.session.not_you">
      <Typography color="textSecondary">{translate('latchkey.session.proof_why')}</Typography>
      <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
      {code !== undefined && <CodeField value={code} onChange={setCode} recovery />}
    </Form>
  );
};
