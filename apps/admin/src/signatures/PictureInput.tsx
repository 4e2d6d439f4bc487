import { FormHelperText, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { type ChangeEvent, useId, useState } from 'react';
import { useInput, useTranslate } from 'react-admin';

const LARGEST_BYTES = 1_400_000;

/** A picture that goes along in base64, as Tencent wants it. */
export const PictureInput = ({ source }: { source: string }) => {
  const { field, fieldState } = useInput<string>({ source });
  const [tooLarge, setTooLarge] = useState(false);
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
  };
  const problem = tooLarge ? 'latchkey.invalid.picture' : fieldState.error?.message;
  return (
    <Box sx={{ my: 1, display: 'grid', gap: 0.5 }}>
      <Typography component="label" htmlFor={id} variant="body2" color="textSecondary">
        {translate(`resources.signatures.fields.${source}`)}
      </Typography>
      <input id={id} type="file" accept="image/png,image/jpeg" onChange={(event) => void read(event)} />
      {problem && <FormHelperText error>{translate(problem, { _: problem })}</FormHelperText>}
    </Box>
  );
};
