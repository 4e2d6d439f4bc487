import { useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { useAnswer } from '../api/useAnswer';
import { LoadFailure } from '../layout/LoadFailure';
import { Section } from '../layout/Section';
import { SessionRow } from '../sessions/SessionRow';
import type { OperatorSession } from '../sessions/session';

const PATH = 'account/sessions';
const NEWEST_FIRST = new URLSearchParams({ sort: '["lastSeenAt","DESC"]' });

/** Where one is signed in. */
export const OwnSessions = () => {
  const translate = useTranslate();
  const { answer, error, reload } = useAnswer<OperatorSession[]>(`${PATH}?${NEWEST_FIRST}`);
  const end = async (id: string) => {
    await consoleRequest(`${PATH}/${id}`, { method: 'DELETE' });
    reload();
  };
  return (
    <Section title={translate('latchkey.account.sessions')} text={translate('latchkey.session.ends')}>
      {error && !answer ? <LoadFailure error={error} /> : null}
      {answer?.map((session) => (
        <SessionRow key={session.id} session={session} end={() => end(session.id)} />
      ))}
    </Section>
  );
};
