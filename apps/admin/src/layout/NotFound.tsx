import SearchOffIcon from '@mui/icons-material/SearchOff';
import { useTranslate } from 'react-admin';
import { Notice } from './Notice';

/** For addresses that lead nowhere, and for what is gone. */
export const NotFound = () => {
  const translate = useTranslate();
  return (
    <Notice icon={<SearchOffIcon />} title={translate('ra.page.not_found')} text={translate('ra.message.not_found')} />
  );
};
