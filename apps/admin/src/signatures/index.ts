import SignatureIcon from '@mui/icons-material/DrawOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./SignatureList')),
  create: lazy(() => import('./SignatureCreate')),
  edit: lazy(() => import('./SignatureEdit')),
  icon: SignatureIcon,
  recordRepresentation: 'text',
};

export const SignatureApply = lazy(() => import('./SignatureApply'));
