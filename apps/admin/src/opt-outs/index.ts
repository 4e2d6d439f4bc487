import OptOutIcon from '@mui/icons-material/DoNotDisturbOnOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./OptOutList')),
  create: lazy(() => import('./OptOutCreate')),
  icon: OptOutIcon,
  recordRepresentation: 'phone',
};
