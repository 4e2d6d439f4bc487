import type { MouseEvent, ReactNode } from 'react';
import { type Identifier, Link, useCreatePath, useResourceContext } from 'react-admin';

interface Props {
  readonly id: Identifier;
  readonly opens?: 'edit' | 'show';
  readonly children: ReactNode;
}

/** How the name of a row looks. */
export const ROW_TITLE = { fontWeight: 600, overflowWrap: 'anywhere', color: 'text.primary' } as const;

/** Reaches the page of a row by keyboard too, which a click on the row does not. */
export const RowLink = ({ id, opens = 'show', children }: Props) => {
  const createPath = useCreatePath();
  const resource = useResourceContext() ?? '';
  return (
    <Link
      to={createPath({ resource, type: opens, id })}
      underline="hover"
      sx={ROW_TITLE}
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {children}
    </Link>
  );
};
