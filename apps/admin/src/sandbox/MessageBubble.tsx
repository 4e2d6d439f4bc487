import { Chip, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { Moment } from '../owned/Moment';
import type { SandboxMessage } from './message';

/** One message as a phone would show it. */
export const MessageBubble = ({ message }: { message: SandboxMessage }) => {
  const translate = useTranslate();
  const { phoneMasked, signature, text, mode, sentAt, tenantId } = message;
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gap: 0.75,
        px: { xs: 2, sm: 3 },
        py: 2,
        '& + &': { borderTop: 1, borderColor: 'divider' },
      }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <Typography component="span" sx={{ fontWeight: 600 }}>
          {phoneMasked}
        </Typography>
        <Chip label={translate(`latchkey.sandbox.mode.${mode}`)} variant="outlined" />
        <Box sx={{ flex: 1 }} />
        <Typography component="span" variant="body2" color="textSecondary">
          <Moment at={sentAt} tenantId={tenantId} />
        </Typography>
      </Box>
      <Box
        sx={{
          justifySelf: 'start',
          maxWidth: 560,
          px: 2,
          py: 1.25,
          borderRadius: 2,
          bgcolor: 'background.default',
          border: 1,
          borderColor: 'divider',
          overflowWrap: 'anywhere',
        }}
      >
        {signature === null ? text : `【${signature}】${text}`}
      </Box>
    </Box>
  );
};
