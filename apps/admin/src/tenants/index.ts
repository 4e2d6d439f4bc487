import TenantIcon from '@mui/icons-material/ApartmentOutlined';
import { lazy } from 'react';

/** Pages are fetched when they are opened. */
export default {
  list: lazy(() => import('./TenantList')),
  create: lazy(() => import('./TenantCreate')),
  edit: lazy(() => import('./TenantEdit')),
  show: lazy(() => import('./TenantShow')),
  icon: TenantIcon,
  recordRepresentation: 'name',
};

export const TenantSetup = lazy(() => import('./setup/TenantSetup'));
