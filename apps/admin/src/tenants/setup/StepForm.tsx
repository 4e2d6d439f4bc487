import { Button } from '@mui/material';
import Box from '@mui/material/Box';
import { type ReactNode, useState } from 'react';
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

/** One step of the guide: makes one thing of the tenant, once, and goes on. */
export const StepForm = ({ resource, tenantId, defaults, children, onMade, onSkip }: Props) => {
  const [isMade, setMade] = useState(false);
  const translate = useTranslate();
  const onSuccess = (made: RaRecord) => {
    setMade(true);
    onMade(made);
  };
  return (
    <CreateBase
      resource={resource}
      redirect={false}
      record={{}}
      transform={(data: object) => ({ ...data, tenantId })}
      mutationOptions={{ onSuccess }}
    >
      <SimpleForm
        defaultValues={defaults}
        sx={{ '&&': { p: 0 }, '& .MuiStack-root': { gap: 1 } }}
        toolbar={
          <Box sx={{ display: 'flex', gap: 1, pt: 1 }}>
            <SaveButton alwaysEnable={!isMade} disabled={isMade} label="latchkey.setup.save" icon={<></>} />
            {onSkip && <Button onClick={onSkip}>{translate('latchkey.setup.skip')}</Button>}
          </Box>
        }
      >
        {children}
      </SimpleForm>
    </CreateBase>
  );
};
