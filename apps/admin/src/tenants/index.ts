import TenantIcon from '@mui/icons-material/ApartmentOutlined';
import { lazy } from 'react';

/** Pages are fetched when they are opened. */
export default {
  list: lazy(() => import('./TenantList')),
  show: lazy(() => import('./TenantShow')),
  icon: TenantIcon,
  recordRepresentation: 'name',
};
