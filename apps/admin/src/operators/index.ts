import PeopleIcon from '@mui/icons-material/PeopleAltOutlined';
import { lazy } from 'react';

/** Pages are fetched when they are opened. */
export default {
  list: lazy(() => import('./OperatorList')),
  create: lazy(() => import('./OperatorInvite')),
  show: lazy(() => import('./OperatorShow')),
  icon: PeopleIcon,
  recordRepresentation: 'name',
};
