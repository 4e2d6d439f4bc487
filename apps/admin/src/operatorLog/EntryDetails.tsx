import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useRecordContext, useTranslate } from 'react-admin';
import { MONO } from '../layout/theme';
import type { LogEntry } from './entry';

const code = { fontFamily: MONO, fontSize: '0.75rem', overflowWrap: 'anywhere' } as const;

/** What was changed from what to what; members that stayed are left out. */
export const EntryDetails = () => {
  const entry = useRecordContext<LogEntry>();
  const translate = useTranslate();
  if (!entry) return null;
  const rows = changes(entry);
  return (
    <Box sx={{ display: 'grid', gap: 1, py: 1 }}>
      {rows.length > 0 && (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell />
              <TableCell>{translate('latchkey.log.before')}</TableCell>
              <TableCell>{translate('latchkey.log.after')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map(([member, before, after]) => (
              <TableRow key={member}>
                <TableCell sx={code}>{member}</TableCell>
                <TableCell sx={code}>{before}</TableCell>
                <TableCell sx={code}>{after}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <Typography variant="body2" color="textSecondary" sx={{ px: 2, overflowWrap: 'anywhere', '& code': code }}>
        {translate('latchkey.log.request')} <code>{entry.requestId}</code> · SHA-256 <code>{entry.hash}</code>
      </Typography>
    </Box>
  );
};

function changes({ before, after }: LogEntry): [member: string, before: string, after: string][] {
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return members
    .map((member): [string, string, string] => [member, textOf(before?.[member]), textOf(after?.[member])])
    .filter(([, from, to]) => from !== to);
}

const textOf = (value: unknown) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
