import ApplyIcon from '@mui/icons-material/AssignmentOutlined';
import { Button } from '@mui/material';
import { Link, useCanAccess, useListContext, useResourceContext, useTranslate } from 'react-admin';

/** Leads to the form that files a new text with Tencent. */
export const ApplyButton = () => {
  const resource = useResourceContext() ?? '';
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const { tenantId } = filterValues as { tenantId?: string };
  const { canAccess } = useCanAccess({ action: 'create', resource });
  if (!canAccess) return null;
  return (
    <Button
      size="small"
      component={Link}
      startIcon={<ApplyIcon />}
      to={`/${resource}/apply`}
      state={tenantId === undefined ? undefined : { record: { tenantId } }}
    >
      {translate('latchkey.review.apply')}
    </Button>
  );
};
