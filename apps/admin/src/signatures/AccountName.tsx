import type { MouseEvent } from 'react';
import { Link, useCreatePath, useGetManyAggregate } from 'react-admin';
import type { Account } from '../accounts/account';

/** The account a text is for, with the way there. */
export const AccountName = ({ id }: { id: string }) => {
  const { data } = useGetManyAggregate<Account>('accounts', { ids: [id] });
  const createPath = useCreatePath();
  return (
    <Link
      to={createPath({ resource: 'accounts', type: 'edit', id })}
      underline="hover"
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {data?.[0]?.name ?? id}
    </Link>
  );
};
