import SessionIcon from '@mui/icons-material/DevicesOutlined';
import { lazy } from 'react';

export default { list: lazy(() => import('./SessionList')), icon: SessionIcon };
