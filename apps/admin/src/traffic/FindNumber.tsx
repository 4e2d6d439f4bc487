import SearchIcon from '@mui/icons-material/Search';
import { Button, TextField } from '@mui/material';
import Box from '@mui/material/Box';
import { type FormEvent, useState } from 'react';
import { useListContext, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { consoleRequest, statusOf } from '../api/consoleRequest';

const VERIFICATION = /^ver_[0-9a-f]{34}$/;

/** Finds a verification by its id, or all of a number. The number goes to the server in a body and never stands in an address. */
export const FindNumber = () => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { filterValues, setFilters } = useListContext();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const find = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    const wanted = text.trim();
    if (VERIFICATION.test(wanted)) return navigate(`/verifications/${wanted}/show`);
    try {
      const { body } = await consoleRequest('phone-keys', { method: 'POST', body: { phone: wanted } });
      setFilters({ ...filterValues, phoneKey: (body as { phoneKey: string }).phoneKey });
    } catch (error) {
      setProblem(translate(statusOf(error) === 400 ? 'latchkey.traffic.no_number' : (error as Error).message));
    }
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => void find(event)}
      sx={{ display: 'flex', gap: 1, mb: 2, flex: '1 1 300px', maxWidth: 560 }}
    >
      <TextField
        label={translate('latchkey.traffic.find')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={problem !== undefined}
        helperText={problem}
        autoComplete="off"
        sx={{ m: 0, flex: 1 }}
      />
      <Button type="submit" variant="outlined" startIcon={<SearchIcon />} sx={{ height: 40, flexShrink: 0 }}>
        {translate('latchkey.traffic.find_button')}
      </Button>
    </Box>
  );
};
