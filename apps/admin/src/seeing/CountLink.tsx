import { Link, useLocaleState } from 'react-admin';
import { whole } from './numbers';

/** A count that leads to its rows; of none there are no rows. */
export const CountLink = ({ count, to }: { count: number; to: string }) => {
  const [locale] = useLocaleState();
  const shown = whole(count, locale);
  if (count === 0) return shown;
  return (
    <Link to={to} underline="hover" sx={{ color: 'text.primary' }} data-count={count}>
      {shown}
    </Link>
  );
};
