import ExpandMoreIcon from '@mui/icons-material/ExpandMore';
import { IconButton } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { DataTable, useExpanded, useRecordContext, useResourceContext, useTranslate } from 'react-admin';

interface Props {
  /** What a click on a row does, besides its button. */
  readonly rowClick: 'expand' | false;
  /** What a row opens on. */
  readonly expand: ReactElement;
  readonly children: ReactNode;
}

/** A list whose rows open, one at a time, on what else they hold. */
export const ExpandableTable = ({ rowClick, expand, children }: Props) => (
  <DataTable bulkActionButtons={false} rowClick={rowClick} expand={expand} expandSingle sx={WITHOUT_ICON}>
    <DataTable.Col label={false} sx={{ width: 44, '&&': { pl: 1, pr: 0 } }}>
      <ExpandButton />
    </DataTable.Col>
    {children}
  </DataTable>
);

/** The library's icon opens for a pointer alone: the keyboard does not stop at it and readers are not told of it. */
const WITHOUT_ICON = { '& .RaDataTable-expandHeader, & .RaDataTable-expandIconCell': { display: 'none' } };

const ExpandButton = () => {
  const resource = useResourceContext() ?? '';
  const id = useRecordContext()?.id ?? '';
  const [isOpen, toggle] = useExpanded(resource, id, true);
  const translate = useTranslate();
  return (
    <IconButton
      size="small"
      aria-label={translate(isOpen ? 'ra.action.close' : 'ra.action.expand')}
      aria-expanded={isOpen}
      aria-controls={isOpen ? `${resource}-${id}-expand` : undefined}
      onClick={(event) => {
        // A click on the row may open it, too.
        event.stopPropagation();
        toggle();
      }}
    >
      <ExpandMoreIcon fontSize="inherit" sx={{ transform: isOpen ? 'none' : 'rotate(-90deg)' }} />
    </IconButton>
  );
};
