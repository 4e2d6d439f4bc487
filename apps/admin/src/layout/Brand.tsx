import { SvgIcon, Typography } from '@mui/material';
import Box from '@mui/material/Box';

/** The key and the name. Narrow screens have room for the key alone beside a page's title. */
export const Brand = ({ nameFrom = 'xs' }: { nameFrom?: 'xs' | 'sm' }) => (
  <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
    <SvgIcon viewBox="0 0 32 32" color="primary" titleAccess="Latchkey" sx={{ fontSize: 28 }}>
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <Box
        component="g"
        sx={{ fill: 'none', stroke: (theme) => theme.palette.primary.contrastText, strokeWidth: 2.6 }}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <circle cx="11.5" cy="16" r="4.5" />
        <path d="M16 16h9.5v4M21.5 16v3" />
      </Box>
    </SvgIcon>
    <Typography
      component="span"
      aria-hidden
      sx={{
        fontWeight: 650,
        fontSize: '1.0625rem',
        letterSpacing: '-0.01em',
        display: nameFrom === 'xs' ? 'inline' : { xs: 'none', sm: 'inline' },
      }}
    >
      Latchkey
    </Typography>
  </Box>
);
