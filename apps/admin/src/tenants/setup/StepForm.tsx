import { Button } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { CreateBase, type RaRecord, SaveButton, SimpleForm, useTranslate } from 'react-admin';

interface Props {
  readonly resource: string;
  readonly tenantId: string;
  readonly defaults: object;
  readonly children: ReactNode;
  readonly onMade: (made: RaRecord) => void;
  /** There is one already, so this step may be passed over. */
  readonly onSkip?: (() => void) | undefined;
}

/** One step of the guide: makes one thing of the tenant and goes on. */
export const StepForm = ({ resource, tenantId, defaults, children, onMade, onSkip }: Props) => {
  const translate = useTranslate();
  return (
    <CreateBase
      resource={resource}
      redirect={false}
      record={{}}
      transform={(data: object) => ({ ...data, tenantId })}
      mutationOptions={{ onSuccess: onMade }}
    >
      <SimpleForm
        defaultValues={defaults}
        sx={{ '&&': { p: 0 }, '& .MuiStack-root': { gap: 1 } }}
        toolbar={
          <Box sx={{ display: 'flex', gap: 1, pt: 1 }}>
            <SaveButton alwaysEnable label="latchkey.setup.save" icon={<></>} />
            {onSkip && <Button onClick={onSkip}>{translate('latchkey.setup.skip')}</Button>}
          </Box>
        }
      >
        {children}
      </SimpleForm>
    </CreateBase>
  );
};
