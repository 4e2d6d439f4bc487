import { Button, Dialog, DialogContent, DialogTitle, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { DeedButton } from '../layout/DeedButton';
import { Section } from '../layout/Section';
import { AuthenticatorSecret } from '../session/AuthenticatorSecret';
import { CodeField } from '../session/fields';
import { Form } from '../session/Form';
import { RecoveryCodes } from '../session/RecoveryCodes';
import type { Account } from './AccountPage';

type Step =
  | { readonly kind: 'secret'; readonly secret: string; readonly uri: string }
  | { readonly kind: 'codes'; readonly codes: readonly string[] };

/** Another authenticator, or other recovery codes. Nothing of the old ones is worth anything afterwards. */
export const AuthenticatorCard = ({ account, changed }: { account: Account; changed: () => void }) => {
  const translate = useTranslate();
  const [step, setStep] = useState<Step>();

  const begin = async (ask: () => Promise<Step>) => setStep(await ask());
  const close = () => {
    setStep(undefined);
    changed();
  };

  const renewing = {
    title: translate('latchkey.account.renew_title'),
    text: translate('latchkey.account.renew_text'),
    name: account.signInName,
  };
  const setUp = translate(`latchkey.account.${account.secondFactor ? 'change' : 'first'}_authenticator`);
  const left = account.secondFactor
    ? translate('latchkey.account.codes_left', { smart_count: account.recoveryCodesLeft })
    : translate('latchkey.account.no_authenticator');
  return (
    <Section title={translate('latchkey.account.authenticator')} text={left}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <DeedButton variant="outlined" label={setUp} act={() => begin(newSecret)} />
        {account.secondFactor && (
          <DeedButton
            variant="outlined"
            label={translate('latchkey.account.renew_codes')}
            question={renewing}
            act={() => begin(newCodes)}
          />
        )}
      </Box>
      <Dialog open={step !== undefined} onClose={close} maxWidth="sm" fullWidth aria-labelledby="authenticator">
        <DialogTitle id="authenticator">
          {step?.kind === 'codes' ? translate('latchkey.session.recovery_title') : setUp}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          {step?.kind === 'secret' && (
            <Confirm {...step} swaps={account.secondFactor} confirmed={(codes) => setStep({ kind: 'codes', codes })} />
          )}
          {step?.kind === 'codes' && <RecoveryCodes codes={step.codes} />}
          <Button onClick={close} variant={step?.kind === 'codes' ? 'contained' : 'text'}>
            {translate(step?.kind === 'codes' ? 'latchkey.account.codes_kept' : 'ra.action.cancel')}
          </Button>
        </DialogContent>
      </Dialog>
    </Section>
  );
};

async function newSecret(): Promise<Step> {
  const { body } = await consoleRequest('account/authenticator', { method: 'POST', body: {} });
  return { kind: 'secret', ...(body as { secret: string; uri: string }) };
}

async function newCodes(): Promise<Step> {
  const { body } = await consoleRequest('account/recovery-codes', { method: 'POST', body: {} });
  return { kind: 'codes', codes: (body as { recoveryCodes: readonly string[] }).recoveryCodes };
}

interface ConfirmProps {
  readonly secret: string;
  readonly uri: string;
  /** Whether there is one already. */
  readonly swaps: boolean;
  readonly confirmed: (codes: readonly string[]) => void;
}

const Confirm = ({ secret, uri, swaps, confirmed }: ConfirmProps) => {
  const [code, setCode] = useState('');
  const translate = useTranslate();
  const confirm = async () => {
    const { body } = await consoleRequest('account/authenticator', { method: 'PUT', body: { code } });
    confirmed((body as { recoveryCodes: readonly string[] }).recoveryCodes);
  };
  return (
    <>
      {swaps && <Typography variant="body2">{translate('latchkey.account.authenticator_swap')}</Typography>}
      <AuthenticatorSecret secret={secret} uri={uri} />
      <Form submit={confirm} action="latchkey.account.confirm">
        <CodeField value={code} onChange={setCode} />
      </Form>
    </>
  );
};
