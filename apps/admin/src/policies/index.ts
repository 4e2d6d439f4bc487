import PolicyIcon from '@mui/icons-material/TuneOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./PolicyList')),
  create: lazy(() => import('./PolicyCreate')),
  edit: lazy(() => import('./PolicyEdit')),
  icon: PolicyIcon,
  recordRepresentation: 'purpose',
};
