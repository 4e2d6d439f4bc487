import { Link, useCreatePath } from 'react-admin';
import { MONO } from '../layout/theme';

/** The last characters tell verifications apart, and there is no room for all. */
const TAIL = 8;

export const VerificationLink = ({ id }: { id: string }) => {
  const createPath = useCreatePath();
  if (!id) return '–';
  return (
    <Link
      to={createPath({ resource: 'verifications', type: 'show', id })}
      title={id}
      underline="hover"
      sx={{ fontFamily: MONO, fontSize: '0.8125rem', whiteSpace: 'nowrap' }}
    >
      …{id.slice(-TAIL)}
    </Link>
  );
};
