import PriceIcon from '@mui/icons-material/PaymentsOutlined';
import { lazy } from 'react';

export default {
  list: lazy(() => import('./PriceList')),
  create: lazy(() => import('./PriceCreate')),
  edit: lazy(() => import('./PriceEdit')),
  icon: PriceIcon,
  recordRepresentation: 'country',
};
