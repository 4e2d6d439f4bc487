import AccountIcon from '@mui/icons-material/CellTowerOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./AccountList')),
  create: lazy(() => import('./AccountCreate')),
  edit: lazy(() => import('./AccountEdit')),
  icon: AccountIcon,
  recordRepresentation: 'name',
};
