import { newEventId, newId } from '@latchkey/core';
import pg from 'pg';

/**
 * Sets two events aside in a running installation's embedded database, as if it had refused them: the first can be stored by now,
 * the second never.
 */
export async function setEventsAside(dataDir: string, tenantId: string): Promise<void> {
  const client = new pg.Client({ host: dataDir, user: 'postgres', database: 'postgres' });
  await client.connect();
  for (const type of ['start', 'nonsense']) {
    const at = Date.now();
    const event = {
      id: newEventId(at),
      at,
      tenantId,
      mode: 'live',
      type,
      outcome: 'started',
      purpose: 'login',
      phoneKey: 'k'.repeat(22),
      verificationId: '',
      deliveryId: newId('dlv'),
      details: { phone: '+86 185****6612', sealedPhone: 'sealed-number' },
    };
    await client.query(
      `INSERT INTO dead_letter (id, tenant_id, at, event, error)
       VALUES ($1, $2, now(), $3, 'new row violates check constraint "made_up"')`,
      [event.id, tenantId, JSON.stringify(event)],
    );
  }
  await client.end();
}
