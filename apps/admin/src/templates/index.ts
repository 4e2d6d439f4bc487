import TemplateIcon from '@mui/icons-material/ArticleOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./TemplateList')),
  create: lazy(() => import('./TemplateCreate')),
  edit: lazy(() => import('./TemplateEdit')),
  icon: TemplateIcon,
  recordRepresentation: 'providerTemplateId',
};

export const TemplateApply = lazy(() => import('./TemplateApply'));
