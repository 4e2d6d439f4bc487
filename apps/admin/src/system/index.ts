import HealthIcon from '@mui/icons-material/MonitorHeartOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import { lazy } from 'react';

export const health = { list: lazy(() => import('./HealthPage')), icon: HealthIcon };
export const settings = { list: lazy(() => import('./SettingsPage')), icon: SettingsIcon };
