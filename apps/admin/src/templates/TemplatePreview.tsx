import { Alert, Card, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { consoleRequest } from '../api/consoleRequest';

interface Shown {
  readonly text: string;
  readonly length: number;
  readonly segments: number;
  readonly alphabet: 'gsm' | 'unicode';
}

type Preview = Readonly<Record<'mainland' | 'international', Shown>>;

/** Nobody types faster than this, and each key need not be asked about. */
const PAUSE_MS = 250;

/** What a phone will show of the text in the form, and what it will be charged as: the server counts as the provider does. */
export const TemplatePreview = ({ signature = '' }: { signature?: string | undefined }) => {
  const content = (useWatch({ name: 'content' }) as string | undefined) ?? '';
  const params = useWatch({ name: 'params' }) as readonly string[] | undefined;
  const region = (useWatch({ name: 'region' }) as string | undefined) ?? 'any';
  const [preview, setPreview] = useState<Preview>();
  const translate = useTranslate();
  const wanted = JSON.stringify({ content, params: params ?? [], signature });
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      consoleRequest('previews', { method: 'POST', body: JSON.parse(wanted) as object, signal: leaving.signal })
        .then(({ body }) => setPreview(body as Preview))
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [wanted]);
  if (content === '' || !preview) return null;
  const regions = (['mainland', 'international'] as const).filter((one) => region === 'any' || region === one);
  return (
    <Card
      sx={{ my: 1, p: 2, width: '100%', display: 'grid', gap: 2, bgcolor: 'background.default' }}
      aria-live="polite"
    >
      {regions.map((one) => (
        <Bubble key={one} title={translate(`latchkey.region.${one}`)} {...preview[one]} />
      ))}
      {regions.some((one) => preview[one].segments > 1) && (
        <Alert severity="warning" variant="outlined">
          {translate('latchkey.templates.long')}
        </Alert>
      )}
    </Card>
  );
};

const Bubble = ({ title, text, length, segments, alphabet }: Shown & { title: string }) => {
  const translate = useTranslate();
  return (
    <div>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      <Box
        sx={{
          px: 2,
          py: 1.25,
          borderRadius: 2,
          bgcolor: 'background.paper',
          border: 1,
          borderColor: 'divider',
          overflowWrap: 'anywhere',
        }}
      >
        {text}
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
        {translate('latchkey.templates.count', {
          smart_count: segments,
          length,
          alphabet: translate(`latchkey.templates.alphabet.${alphabet}`),
        })}
      </Typography>
    </div>
  );
};
