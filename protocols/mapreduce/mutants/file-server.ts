/** Deliberate bugs of the file server. */
import type { Mutant } from '../../../sim/core/index.ts';
import { perform } from '../files.ts';
import type { FileServerRules } from '../file-server.ts';

type FileServerMutant = Mutant<FileServerRules>;

const forgetsItsLife: FileServerMutant = {
  id: 'MR-60',
  title: 'A server that has started again goes on with conversations whose beginning it has lost.',
  protocol: 'fileServer',
  hardness: 'hard',
  source: 'RFC 1813, 4.8: the write verifier changes with each boot',
  scheduleSize: 1,
  replaces: { isCurrent: () => true },
};

const executesLateCopies: FileServerMutant = {
  id: 'MR-61',
  title: 'A late copy of a write is executed: a file that has its name already loses its end, or comes back under its temporary name.',
  protocol: 'fileServer',
  hardness: 'hard',
  source: 'a retried request executes once',
  scheduleSize: 1,
  replaces: { judge: (number, last) => (number === last ? 'repeated' : 'new') },
};

const syncsNothing: FileServerMutant = {
  id: 'MR-62',
  title: 'A sync says that it is done, and does nothing.',
  protocol: 'fileServer',
  hardness: 'hard',
  source: 'disks that acknowledge what is in their cache',
  scheduleSize: 1,
  replaces: { perform: (files, operation) => (operation.kind === 'sync' ? { files, records: [], found: { kind: 'nothing' } } : perform(files, operation)) },
};

export const fileServerMutants = [forgetsItsLife, executesLateCopies, syncsNothing] as const;
