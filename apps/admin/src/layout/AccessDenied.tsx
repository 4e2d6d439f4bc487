import LockIcon from '@mui/icons-material/LockOutlined';
import { useTranslate } from 'react-admin';
import { Notice } from './Notice';

/** For pages of others: what is there does exist, but trying again would not help. */
export const AccessDenied = () => {
  const translate = useTranslate();
  return (
    <Notice
      icon={<LockIcon />}
      title={translate('ra.page.access_denied')}
      text={translate('ra.message.access_denied')}
    />
  );
};
