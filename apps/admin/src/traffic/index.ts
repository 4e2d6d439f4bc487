import VerificationIcon from '@mui/icons-material/HowToRegOutlined';
import EventIcon from '@mui/icons-material/ListAltOutlined';
import DeliveryIcon from '@mui/icons-material/SmsOutlined';
import { lazy } from 'react';

/** What happens: pages are fetched when they are opened. */
export const verifications = {
  list: lazy(() => import('./VerificationList')),
  show: lazy(() => import('./VerificationShow')),
  icon: VerificationIcon,
  recordRepresentation: 'id',
};

export const deliveries = { list: lazy(() => import('./DeliveryList')), icon: DeliveryIcon };

export const events = { list: lazy(() => import('./EventList')), icon: EventIcon };
