import InboxIcon from '@mui/icons-material/AllInboxOutlined';
import { lazy } from 'react';

export default { list: lazy(() => import('./SandboxInbox')), icon: InboxIcon };
