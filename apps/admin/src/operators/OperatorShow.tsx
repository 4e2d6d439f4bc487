import { Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Show, useCanAccess, useLocaleState, useShowContext, useTranslate } from 'react-admin';
import { patience } from '../api/patience';
import { momentHere } from '../i18n/wording';
import { BackToList } from '../layout/BackToList';
import { LoadFailure } from '../layout/LoadFailure';
import { Section } from '../layout/Section';
import { BoundTo } from './OperatorList';
import { OperatorActions } from './OperatorActions';
import type { Operator } from './operator';
import { OperatorStatus, RoleChip } from './RoleChip';

const Page = () => {
  const { record, error } = useShowContext<Operator>();
  const { canAccess } = useCanAccess({ action: 'edit', resource: 'operators' });
  if (error && !record) return <LoadFailure error={error} />;
  if (!record) return <Skeleton variant="rounded" height={240} />;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1.5 }}>
        <Typography variant="h5" component="h1" sx={{ overflowWrap: 'anywhere' }}>
          {record.name}
        </Typography>
        <RoleChip {...record} />
        <OperatorStatus {...record} />
      </Box>
      <Facts {...record} />
      {canAccess && <OperatorActions operator={record} />}
    </Box>
  );
};

const Facts = (operator: Operator) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const at = (moment: string | null) => (moment === null ? '–' : momentHere(moment, locale));
  const facts = {
    signInName: operator.signInName,
    tenantId: <BoundTo {...operator} />,
    secondFactor: translate(operator.secondFactor ? 'ra.boolean.true' : 'ra.boolean.false'),
    lastSignInAt: at(operator.lastSignInAt),
    createdAt: at(operator.createdAt),
  };
  return (
    <Section
      title={translate(`latchkey.operators.role.${operator.role}`)}
      text={translate(`latchkey.operators.may.${operator.role}`)}
    >
      <Box component="dl" sx={{ m: 0, display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {Object.entries(facts).map(([field, value]) => (
          <div key={field}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {translate(`resources.operators.fields.${field}`)}
            </Typography>
            <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {value}
            </Box>
          </div>
        ))}
      </Box>
    </Section>
  );
};

const OperatorShow = () => (
  <Show<Operator>
    component="div"
    actions={false}
    title={<BackToList resource="operators" />}
    queryOptions={patience}
    sx={{ maxWidth: 760 }}
  >
    <Page />
  </Show>
);

export default OperatorShow;
