import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useListContext, useNotify, useTranslate } from 'react-admin';
import { download } from '../api/download';

/** Takes out what the filter finds, as a file. */
export const ExportButton = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const { resource, filterValues } = useListContext();
  const { canAccess } = useCanAccess({ resource, action: 'export' });
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [busy, setBusy] = useState(false);
  if (!canAccess) return null;
  const take = (format: 'csv' | 'jsonl') => {
    setAnchor(null);
    setBusy(true);
    download(`${resource}/export`, { format, filter: filterValues, reveal: false })
      .catch(() => notify('latchkey.traffic.export_failed', { type: 'error' }))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        startIcon={<DownloadIcon />}
        disabled={busy}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {translate('latchkey.traffic.export')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => take('csv')}>CSV</MenuItem>
        <MenuItem onClick={() => take('jsonl')}>JSON Lines</MenuItem>
      </Menu>
    </>
  );
};
