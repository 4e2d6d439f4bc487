import StatisticsIcon from '@mui/icons-material/QueryStatsOutlined';
import { lazy } from 'react';

/** Pages are fetched when they are opened, and the charts with them. */
export const Overview = lazy(() => import('./Overview'));

export const statistics = { list: lazy(() => import('./StatisticsPage')), icon: StatisticsIcon };
