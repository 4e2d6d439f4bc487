import { Button, FormHelperText, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { type ChangeEvent, useId, useState } from 'react';
import { useInput, useTranslate } from 'react-admin';

const LARGEST_BYTES = 1_400_000;

/** The browser's own button speaks the browser's language, so it lies unseen on one that speaks the reader's. */
const AROUND = {
  position: 'relative',
  overflow: 'hidden',
  '& input': { position: 'absolute', inset: 0, opacity: 0, cursor: 'pointer' },
  '&:focus-within': { outline: 2, outlineStyle: 'solid', outlineOffset: 2 },
} as const;

const NO_BUTTON = { role: undefined, tabIndex: -1 };

/** A picture that goes along in base64, as Tencent wants it. */
export const PictureInput = ({ source }: { source: string }) => {
  const { field, fieldState } = useInput<string>({ source });
  const [tooLarge, setTooLarge] = useState(false);
  const [name, setName] = useState<string>();
  const translate = useTranslate();
  const id = useId();
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    setTooLarge(file !== undefined && file.size > LARGEST_BYTES);
    if (!file || file.size > LARGEST_BYTES) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    // In pieces: a function takes so many arguments and no more.
    const text = Array.from({ length: Math.ceil(bytes.length / 8192) }, (_, index) =>
      String.fromCharCode(...bytes.subarray(index * 8192, (index + 1) * 8192)),
    ).join('');
    field.onChange(btoa(text));
    setName(file.name);
  };
  const problem = tooLarge ? 'latchkey.invalid.picture' : fieldState.error?.message;
  return (
    <Box sx={{ my: 1, display: 'grid', gap: 0.5 }}>
      <Typography component="label" htmlFor={id} variant="body2" color="textSecondary">
        {translate(`resources.signatures.fields.${source}`)}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Button variant="outlined" size="small" component="label" {...NO_BUTTON} sx={AROUND}>
          {translate('latchkey.signatures.choose_picture')}
          <input id={id} type="file" accept="image/png,image/jpeg" onChange={(event) => void read(event)} />
        </Button>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {name ?? translate('latchkey.signatures.no_picture')}
        </Typography>
      </Box>
      {problem && <FormHelperText error>{translate(problem, { _: problem })}</FormHelperText>}
    </Box>
  );
};
