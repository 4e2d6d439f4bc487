import { Skeleton } from '@mui/material';
import { BooleanInput, maxValue, minValue, NumberInput, required, useTranslate } from 'react-admin';
import { LIMITS } from './policy';
import { useBounds } from './useBounds';

/** Every limit with its bounds, what it is for, and what it is unless somebody says otherwise. */
export const PolicyInputs = () => {
  const told = useBounds();
  const translate = useTranslate();
  if (!told) return <Skeleton variant="rounded" width="100%" height={480} />;
  return (
    <>
      {LIMITS.map((limit) => {
        const { min, max } = told.bounds[limit];
        const why = translate(`latchkey.policies.why.${limit}`);
        return (
          <NumberInput
            key={limit}
            source={limit}
            min={min}
            max={max}
            step={1}
            validate={[required(), minValue(min), maxValue(max)]}
            helperText={translate('latchkey.policies.bounds', { why, min, max, usual: told.defaults[limit] })}
          />
        );
      })}
      <BooleanInput source="requireId" helperText={translate('latchkey.policies.why.requireId')} />
    </>
  );
};
