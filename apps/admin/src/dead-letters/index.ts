import DeadLetterIcon from '@mui/icons-material/ReportGmailerrorredOutlined';
import { lazy } from 'react';

export default { list: lazy(() => import('./DeadLetterList')), icon: DeadLetterIcon };
