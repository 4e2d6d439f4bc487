import { Card, Skeleton, type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import { DataTable, type RaRecord, useListContext, useResourceContext, useTranslate } from 'react-admin';
import { ROW_TITLE, RowLink } from '../layout/RowLink';
import type { Column } from './Column';

interface Props<R extends RaRecord> {
  readonly columns: readonly Column<R>[];
  /** Where a row's title leads; nowhere unless told. */
  readonly opens?: 'edit' | 'show' | undefined;
}

/** A table where there is room for columns, else a card for each row. */
export const OwnedRows = <R extends RaRecord>({ columns, opens }: Props<R>) => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  if (narrow) return <Cards columns={columns} opens={opens} />;
  return (
    <DataTable<R>
      bulkActionButtons={false}
      rowClick={opens ?? false}
      sx={{
        '& td': { py: 1.25, verticalAlign: 'top' },
        '& td a': { wordBreak: 'keep-all' },
        '& th': { whiteSpace: 'nowrap' },
      }}
    >
      {columns.map((column) => (
        <DataTable.Col<R>
          key={column.source}
          source={column.source as never}
          disableSort={column.sortable !== true}
          render={(row) =>
            column.role === 'title' ? <Title row={row} column={column} opens={opens} /> : column.show(row)
          }
        />
      ))}
    </DataTable>
  );
};

const Cards = <R extends RaRecord>({ columns, opens }: Props<R>) => {
  const { data = [], isPending } = useListContext<R>();
  const resource = useResourceContext();
  const translate = useTranslate();
  const title = columns.find(({ role }) => role === 'title');
  const marks = columns.filter(({ role }) => role === 'mark');
  const lines = columns.filter(({ role }) => role === undefined);
  if (isPending) return <Waiting lines={lines.length} />;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
      {data.map((row) => (
        <Card key={row.id} component="li" sx={{ p: 2, display: 'grid', gap: 1 }}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'flex-start', gap: 1 }}>
            {title && <Title row={row} column={title} opens={opens} />}
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, justifyContent: 'flex-end' }}>
              {marks.map((mark) => (
                <span key={mark.source}>{mark.show(row)}</span>
              ))}
            </Box>
          </Box>
          <Box
            component="dl"
            sx={{ m: 0, display: 'grid', gridTemplateColumns: 'minmax(88px, auto) 1fr', columnGap: 2, rowGap: 0.5 }}
          >
            {lines.map((line) => (
              <Box key={line.source} sx={{ display: 'contents' }}>
                <Typography component="dt" variant="body2" color="textSecondary">
                  {translate(`resources.${resource}.fields.${line.source}`)}
                </Typography>
                <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
                  {line.show(row)}
                </Typography>
              </Box>
            ))}
          </Box>
        </Card>
      ))}
    </Box>
  );
};

/** Where cards will be. */
const Waiting = ({ lines }: { lines: number }) => (
  <Box sx={{ display: 'grid', gap: 1.5 }}>
    {[0, 1, 2].map((card) => (
      <Skeleton key={card} variant="rounded" height={66 + 26 * lines} />
    ))}
  </Box>
);

interface TitleProps<R extends RaRecord> {
  readonly row: R;
  readonly column: Column<R>;
  readonly opens: 'edit' | 'show' | undefined;
}

const Title = <R extends RaRecord>({ row, column, opens }: TitleProps<R>) =>
  opens === undefined ? (
    <Box sx={ROW_TITLE}>{column.show(row)}</Box>
  ) : (
    <RowLink id={row.id} opens={opens}>
      {column.show(row)}
    </RowLink>
  );
