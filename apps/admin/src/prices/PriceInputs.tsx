import { regex, required, TextInput, useTranslate } from 'react-admin';

/** A text: a number of JavaScript would lose digits of money. */
export const SegmentInput = () => (
  <TextInput
    source="segment"
    slotProps={{ htmlInput: { inputMode: 'decimal' } }}
    validate={[required(), regex(/^\d{1,6}(\.\d{1,6})?$/, 'latchkey.invalid.amount')]}
    helperText={useTranslate()('latchkey.prices.segment_help')}
  />
);

export const CountryInput = () => (
  <TextInput
    source="country"
    validate={required()}
    parse={(text: string) => text.toUpperCase()}
    helperText={useTranslate()('latchkey.prices.country_help')}
  />
);
