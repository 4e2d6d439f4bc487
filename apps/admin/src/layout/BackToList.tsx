import BackIcon from '@mui/icons-material/ArrowBack';
import { Link, useCreatePath, useGetResourceLabel } from 'react-admin';

/** In the bar above a page of one thing, whose heading is its title: where the page belongs, and the way there. */
export const BackToList = ({ resource }: { resource: string }) => {
  const createPath = useCreatePath();
  const label = useGetResourceLabel();
  return (
    <Link to={createPath({ resource, type: 'list' })} underline="hover" sx={{ color: 'inherit' }}>
      <BackIcon sx={{ fontSize: 18, verticalAlign: 'text-bottom', mr: 0.5 }} />
      {label(resource)}
    </Link>
  );
};
