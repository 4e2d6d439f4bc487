import type { Rows } from './tenant-repository.js';

/** What operators decide for the whole installation. */
export class InstallationRepository {
  constructor(private readonly rows: Rows) {}

  async sending(): Promise<boolean> {
    return (await this.rows.installation.findUniqueOrThrow({ where: { id: 1 }, select: { sending: true } })).sending;
  }

  /** Stops the starts of every tenant, or lets them go on. Felt everywhere within five seconds. */
  async setSending(sending: boolean): Promise<void> {
    await this.rows.installation.update({ where: { id: 1 }, data: { sending } });
  }
}
