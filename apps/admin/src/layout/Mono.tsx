import Box from '@mui/material/Box';
import { CopyButton } from './Command';
import { MONO } from './theme';

/** An id, a code, an address: read letter by letter. */
export const Mono = ({ children, copy = false }: { children: string; copy?: boolean }) => (
  <>
    <Box component="code" sx={{ fontFamily: MONO, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
      {children}
    </Box>
    {copy && <CopyButton text={children} />}
  </>
);
