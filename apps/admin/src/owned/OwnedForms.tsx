import { Button, Card } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import {
  Create,
  Edit,
  type RaRecord,
  SaveButton,
  SimpleForm,
  useCanAccess,
  useDeleteController,
  useRecordContext,
  useResourceContext,
  useTranslate,
} from 'react-admin';
import { patience } from '../api/patience';
import { BackToList } from '../layout/BackToList';
import { PageHead } from '../layout/PageHead';
import { useBoundTenant } from '../session/useBoundTenant';
import { RemoveButton } from './RemoveButton';
import { TenantInput } from './TenantFilter';

/** Room between a field's help and the next field. */
export const FORM = { '& .MuiStack-root': { gap: 1 }, '&&': { pb: 2 } } as const;

interface CreateProps {
  readonly children: ReactNode;
  /** What the form begins with. */
  readonly defaults?: object;
  /** Told what was made; else the list is shown. */
  readonly onMade?: (made: RaRecord) => void;
  /** Where it is sent, if not to the resource itself. */
  readonly path?: string;
  /** Which words introduce it, if not the resource's. */
  readonly words?: string;
  /** What the button says, if not that it saves. */
  readonly action?: string;
}

/** The page that makes something for a tenant. */
export const OwnedCreate = ({ children, defaults, onMade, path, words, action }: CreateProps) => {
  const bound = useBoundTenant();
  const resource = useResourceContext() ?? '';
  const translate = useTranslate();
  return (
    <Create
      component="div"
      actions={false}
      title={<BackToList resource={resource} />}
      redirect={onMade ? false : 'list'}
      mutationOptions={{ ...(path ? { meta: { path } } : {}), ...(onMade ? { onSuccess: onMade } : {}) }}
      {...(bound === undefined ? {} : { transform: (data: object) => ({ ...data, tenantId: bound }) })}
      sx={{ maxWidth: 720 }}
    >
      <PageHead
        title={translate(`latchkey.making.${words ?? resource}.title`)}
        text={translate(`latchkey.making.${words ?? resource}.text`)}
      />
      <Card sx={{ p: { xs: 0, sm: 1 } }}>
        <SimpleForm defaultValues={defaults} toolbar={<Bar action={action} />} sx={FORM}>
          {bound === undefined && <TenantInput />}
          {children}
        </SimpleForm>
      </Card>
    </Create>
  );
};

interface EditProps {
  readonly title: (record: RaRecord) => ReactNode;
  readonly children: ReactNode;
  /** Above the form. */
  readonly head?: ReactNode;
  /** What must be typed before it is taken away; not offered without. */
  readonly removes?: (record: RaRecord) => string | undefined;
  /** What is shown after saving. */
  readonly redirect?: 'list' | 'show';
  /** Harmless: it is done a moment later and can be taken back until then, and nothing is asked before it is taken away. */
  readonly undoable?: boolean;
}

/** The page that changes something of a tenant. */
export const OwnedEdit = ({ title, children, head, removes, redirect = 'list', undoable = false }: EditProps) => (
  <Edit
    component="div"
    actions={false}
    title={<BackToList resource={useResourceContext() ?? ''} />}
    mutationMode={undoable ? 'undoable' : 'pessimistic'}
    redirect={redirect}
    queryOptions={patience}
    sx={{ maxWidth: 720 }}
  >
    <EditHead title={title} />
    {head}
    <Card sx={{ p: { xs: 0, sm: 1 } }}>
      <SimpleForm toolbar={<Bar removes={removes} undoable={undoable} />} sx={FORM}>
        {children}
      </SimpleForm>
    </Card>
  </Edit>
);

const EditHead = ({ title }: Pick<EditProps, 'title'>) => {
  const record = useRecordContext();
  return record ? <PageHead title={title(record)} /> : null;
};

interface BarProps {
  readonly removes?: EditProps['removes'] | undefined;
  readonly undoable?: boolean;
  readonly action?: string | undefined;
}

const Bar = ({ removes, undoable = false, action }: BarProps) => {
  const resource = useResourceContext() ?? '';
  const record = useRecordContext();
  const { canAccess } = useCanAccess({ action: 'delete', resource });
  const name = record && removes?.(record);
  return (
    <Box sx={{ display: 'flex', gap: 1, px: 2, pb: 2 }}>
      {action === undefined ? <SaveButton /> : <SaveButton label={action} icon={<></>} />}
      <Box sx={{ flex: 1 }} />
      {canAccess && undoable && <Delete />}
      {canAccess && !undoable && name !== undefined && <RemoveButton name={name} />}
    </Box>
  );
};

/** With its word on a narrow screen too, where the library's has a picture alone. */
const Delete = () => {
  const translate = useTranslate();
  const { isPending, handleDelete } = useDeleteController({ mutationMode: 'undoable' });
  return (
    <Button color="error" disabled={isPending} onClick={handleDelete}>
      {translate('ra.action.delete')}
    </Button>
  );
};
