import KeyIcon from '@mui/icons-material/VpnKeyOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./ApiKeyList')),
  create: lazy(() => import('./ApiKeyCreate')),
  edit: lazy(() => import('./ApiKeyEdit')),
  icon: KeyIcon,
  recordRepresentation: 'name',
};
