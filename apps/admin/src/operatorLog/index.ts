import LogIcon from '@mui/icons-material/HistoryEduOutlined';
import { lazy } from 'react';

export default { list: lazy(() => import('./OperatorLogList')), icon: LogIcon };
