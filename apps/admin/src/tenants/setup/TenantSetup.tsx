import { Card, Skeleton, Step, StepButton, StepContent, Stepper, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { Title, useGetOne, useRedirect, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { patience } from '../../api/patience';
import { BackToList } from '../../layout/BackToList';
import { LoadFailure } from '../../layout/LoadFailure';
import { PageHead } from '../../layout/PageHead';
import type { Tenant } from '../tenant';
import { AccountStep, KeyStep, SignatureStep, type StepProps, TemplateStep } from './steps';
import { TrialStep } from './TrialStep';
import { useHoldings } from './useHoldings';

const STEPS = [
  { name: 'account', of: 'accounts', Form: AccountStep },
  { name: 'signature', of: 'signatures', Form: SignatureStep },
  { name: 'template', of: 'templates', Form: TemplateStep },
  { name: 'key', of: 'keys', Form: KeyStep },
  { name: 'trial', of: undefined, Form: TrialStep },
] as const;

/** From an empty tenant to a code that was sent, received and checked. */
const TenantSetup = () => {
  const { id = '' } = useParams();
  const { data: tenant, error: missing } = useGetOne<Tenant>('tenants', { id }, patience);
  const { isPending, error = missing, ...holdings } = useHoldings(id);
  const translate = useTranslate();
  if (error) return <LoadFailure error={error} />;
  if (!tenant || isPending) return <Skeleton variant="rounded" height={480} sx={{ maxWidth: 720 }} />;
  return (
    <Box sx={{ maxWidth: 720 }}>
      <Title title={<BackToList resource="tenants" />} />
      <PageHead
        title={translate('latchkey.setup.title', { name: tenant.name })}
        text={translate('latchkey.setup.text')}
      />
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <Steps tenant={tenant} holdings={holdings} />
      </Card>
    </Box>
  );
};

/**
 * Opens at the first step whose thing is missing, and from there moves only when told to: what a step shows once made,
 * such as the key, stays. A step waits for what the one before it made, which its form starts from.
 */
const Steps = ({ tenant, holdings }: Pick<StepProps, 'tenant' | 'holdings'>) => {
  const has = (index: number) => {
    const of = STEPS[index]?.of;
    return of !== undefined && holdings[of].length > 0;
  };
  const firstMissing = STEPS.findIndex((_, index) => !has(index));
  const [chosen, choose] = useState(firstMissing);
  const redirect = useRedirect();
  const translate = useTranslate();
  const active = Math.min(chosen, firstMissing);
  const goOn = () => {
    if (active === STEPS.length - 1) redirect('show', 'tenants', tenant.id);
    else choose(active + 1);
  };
  return (
    <Stepper orientation="vertical" nonLinear activeStep={active} {...NO_TABS}>
      {STEPS.map(({ name, Form }, index) => (
        <Step key={name} completed={has(index) && index !== active} disabled={index > firstMissing} {...NO_PART}>
          <StepButton {...NO_TAB} aria-current={index === active && 'step'} onClick={() => choose(index)}>
            {translate(`latchkey.setup.step.${name}.title`)}
          </StepButton>
          <StepContent slotProps={{ transition: { unmountOnExit: true } }}>
            <Typography color="textSecondary" sx={{ mb: 2 }}>
              {translate(`latchkey.setup.step.${name}.text`)}
            </Typography>
            {index === active && <Form tenant={tenant} holdings={holdings} goOn={goOn} />}
          </StepContent>
        </Step>
      ))}
    </Stepper>
  );
};

/* The library makes tabs of the steps, but each step's form stands below its own button, which is no place for a tab's panel. */
const NO_TABS = { role: undefined, 'aria-orientation': undefined };
const NO_PART = { role: undefined };
const NO_TAB = {
  tabIndex: 0,
  role: undefined,
  'aria-selected': undefined,
  'aria-posinset': undefined,
  'aria-setsize': undefined,
};

export default TenantSetup;
