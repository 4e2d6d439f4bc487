import { Box, Card } from '@mui/material';
import { useEffect, useState } from 'react';
import {
  AutocompleteInput,
  Create,
  ReferenceInput,
  required,
  SaveButton,
  SelectInput,
  SimpleForm,
  TextInput,
  useNotify,
  useRedirect,
  useTranslate,
} from 'react-admin';
import { failureKey } from '../layout/LoadFailure';
import { BackToList } from '../layout/BackToList';
import { PageHead } from '../layout/PageHead';
import { currentSession } from '../session/session';
import { FORM } from '../owned/OwnedForms';
import { LinkDialog } from './LinkDialog';
import { choicesOf, type Invited, ROLES } from './operator';

/** Invites somebody: their link is shown once, and they choose the password themselves. */
const OperatorInvite = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const [invited, setInvited] = useState<Invited>();
  const bound = useBound();
  const onError = (error: unknown) => notify(failureKey(error), { type: 'error' });
  return (
    <Create<Invited>
      redirect={false}
      mutationOptions={{ onSuccess: setInvited, onError }}
      transform={(data: Record<string, unknown>) => ({ ...data, tenantId: data['tenantId'] || undefined })}
      sx={{ maxWidth: 640 }}
      title={<BackToList resource="operators" />}
      component="div"
      actions={false}
    >
      <PageHead title={translate('latchkey.operators.invite')} text={translate('latchkey.operators.invite_how')} />
      <Card sx={{ p: { xs: 0, sm: 1 } }}>
        <SimpleForm
          sx={FORM}
          toolbar={
            <Box sx={{ px: 2, pb: 2 }}>
              <SaveButton label="latchkey.operators.make_link" icon={<></>} />
            </Box>
          }
        >
          <TextInput source="name" validate={required()} />
          <TextInput source="signInName" validate={required()} helperText="latchkey.operators.sign_in_name_how" />
          <SelectInput
            source="role"
            validate={required()}
            choices={choicesOf('role', ROLES)}
            helperText="latchkey.operators.role_how"
          />
          {!bound && (
            <ReferenceInput source="tenantId" reference="tenants">
              <AutocompleteInput
                filterToQuery={(q: string) => ({ q })}
                helperText="latchkey.operators.tenant_how"
                emptyText="latchkey.operators.platform"
              />
            </ReferenceInput>
          )}
        </SimpleForm>
      </Card>
      <LinkDialog link={invited?.link} close={() => redirect('show', 'operators', invited?.id)} />
    </Create>
  );
};

/** Whoever is bound to a tenant invites to that one. */
function useBound(): boolean {
  const [bound, setBound] = useState(true);
  useEffect(() => {
    currentSession().then(
      ({ tenantId }) => setBound(tenantId !== null),
      () => undefined,
    );
  }, []);
  return bound;
}

export default OperatorInvite;
