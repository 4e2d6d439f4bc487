import { useDelete, useNotify, useRecordContext, useRedirect, useResourceContext, useTranslate } from 'react-admin';
import { DeedButton } from '../layout/DeedButton';

/** Takes the record of the page away, after its name was typed. */
export const RemoveButton = ({ name }: { name: string }) => {
  const [remove] = useDelete();
  const record = useRecordContext();
  const resource = useResourceContext() ?? '';
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const words = (word: string) => translate(`latchkey.removing.${resource}.${word}`, { name });
  const act = async () => {
    if (!record) return;
    await remove(resource, { id: record.id, previousData: record }, { returnPromise: true });
    notify(`latchkey.removing.${resource}.done`, { messageArgs: { name } });
    redirect('list', resource);
  };
  return (
    <DeedButton
      color="error"
      label={words('action')}
      question={{ title: words('title'), text: words('text'), name }}
      act={act}
    />
  );
};
