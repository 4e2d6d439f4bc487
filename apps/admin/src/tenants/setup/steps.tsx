import { Button } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { type RaRecord, required, TextInput, useTranslate } from 'react-admin';
import { AccountInputs, ProviderInput, TencentInputs } from '../../accounts/AccountInputs';
import { CredentialCheck } from '../../accounts/CredentialCheck';
import type { NewApiKey } from '../../api-keys/apiKey';
import { NameInput, NewKeyInputs, SourcesInput } from '../../api-keys/ApiKeyInputs';
import { KeyOnce } from '../../api-keys/KeyOnce';
import { SignatureInputs } from '../../signatures/SignatureInputs';
import { NEW_TEMPLATE, TemplateInputs } from '../../templates/TemplateInputs';
import type { Tenant } from '../tenant';
import { StepForm } from './StepForm';
import type { Holdings } from './useHoldings';

export interface StepProps {
  readonly tenant: Tenant;
  readonly holdings: Holdings;
  readonly goOn: () => void;
}

export const AccountStep = ({ tenant, holdings: { accounts }, goOn }: StepProps) => {
  const translate = useTranslate();
  const atTencent = accounts.find(({ provider }) => provider === 'tencent');
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {atTencent && <CredentialCheck accountId={atTencent.id} />}
      {accounts.length > 0 ? (
        <Box>
          <Button variant="contained" onClick={goOn}>
            {translate('latchkey.setup.go_on')}
          </Button>
        </Box>
      ) : (
        <StepForm
          resource="accounts"
          tenantId={tenant.id}
          defaults={{ name: 'default', provider: 'sandbox', priority: 0, enabled: true }}
          onMade={(made: RaRecord) => (made as { provider?: string }).provider === 'sandbox' && goOn()}
        >
          <ProviderInput />
          <TencentInputs />
          <TextInput source="name" validate={required()} />
          <AccountInputs />
        </StepForm>
      )}
    </Box>
  );
};

export const SignatureStep = ({ tenant, holdings: { accounts, signatures }, goOn }: StepProps) => (
  <StepForm
    resource="signatures"
    tenantId={tenant.id}
    defaults={{ account: accounts[0]?.id, text: tenant.name.slice(0, 12), region: 'any' }}
    onMade={goOn}
    onSkip={signatures.length > 0 ? goOn : undefined}
  >
    <SignatureInputs />
  </StepForm>
);

/** What a beginner may start from; Tencent's approved text takes its place. */
const FIRST_TEXT = {
  zh: '{1}为您的验证码，请于{2}分钟内填写，如非本人操作，请忽略本短信。',
  other: '{1} is your verification code, valid for {2} minutes.',
};

export const TemplateStep = ({ tenant, holdings: { accounts, signatures, templates }, goOn }: StepProps) => {
  const sandbox = accounts[0]?.provider === 'sandbox';
  const content = tenant.locale.startsWith('zh') ? FIRST_TEXT.zh : FIRST_TEXT.other;
  return (
    <StepForm
      resource="templates"
      tenantId={tenant.id}
      defaults={{
        ...NEW_TEMPLATE,
        account: accounts[0]?.id,
        content,
        ...(sandbox ? { providerTemplateId: 'sandbox-1' } : {}),
      }}
      onMade={goOn}
      onSkip={templates.length > 0 ? goOn : undefined}
    >
      <TemplateInputs signature={signatures[0]?.text} />
    </StepForm>
  );
};

export const KeyStep = ({ tenant, holdings: { keys }, goOn }: StepProps) => {
  const [made, setMade] = useState<NewApiKey>();
  const translate = useTranslate();
  if (made) {
    return (
      <Box sx={{ display: 'grid', gap: 2, justifyItems: 'start' }}>
        <KeyOnce apiKey={made.key} />
        <Button variant="contained" onClick={goOn}>
          {translate('latchkey.keys.kept')}
        </Button>
      </Box>
    );
  }
  return (
    <StepForm
      resource="api-keys"
      tenantId={tenant.id}
      defaults={{ name: 'backend', kind: 'live', permissions: [], sources: [] }}
      onMade={(key: RaRecord) => setMade(key as unknown as NewApiKey)}
      onSkip={keys.length > 0 ? goOn : undefined}
    >
      <NameInput />
      <NewKeyInputs />
      <SourcesInput />
    </StepForm>
  );
};
