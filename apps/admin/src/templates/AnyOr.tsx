import { useTranslate } from 'react-admin';

/** A star stands for any. */
export const AnyOr = ({ children }: { children: string }) => {
  const translate = useTranslate();
  return children === '*' ? translate('latchkey.any') : children;
};
