import type { ButtonProps } from '@mui/material';
import { useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { DeedButton } from '../layout/DeedButton';
import type { TimelineRecord } from './records';

interface Props extends Pick<ButtonProps, 'variant' | 'color' | 'size' | 'sx'> {
  readonly deed: 'cancel' | 'release';
  readonly of: Pick<TimelineRecord, 'id' | 'phone'>;
}

/** A verification has no name: the digits that are shown of its number stand in for one, or the end of its id. */
const NAME_LENGTH = 4;
const nameOf = ({ id, phone }: Props['of']) => (phone || id).slice(-NAME_LENGTH);

/** Does to a verification what cannot be taken back. */
export const VerificationDeed = ({ deed, of, ...look }: Props) => {
  const translate = useTranslate();
  const refresh = useRefresh();
  const words = (word: string) => translate(`latchkey.traffic.deeds.${deed}.${word}`);
  return (
    <DeedButton
      {...look}
      label={words('action')}
      question={{ title: words('title'), text: words('text'), name: nameOf(of) }}
      act={() => consoleRequest(`verifications/${of.id}/${deed}`, { method: 'POST', body: {} }).finally(refresh)}
    />
  );
};
