/** Plays the capsules of a folder with the code that this file stands beside, and prints what became of them as JSON. */
import { list } from '../../hunt/corpus.ts';
import { libraryHash } from '../../hunt/library.ts';
import { loadScenario, mutantFor } from '../../hunt/load.ts';
import { replay } from '../../hunt/replay.ts';
import { signatureOf } from '../../sim/hosts/failure.ts';

const [, , folder = '', bugs = 'planted'] = process.argv;
const codeHash = libraryHash();
const played: object[] = [];
for (const file of list(folder)) {
  if (file.kind !== 'capsule') continue;
  const { path, capsule } = file;
  const scenario = await loadScenario({ kind: 'builtin', name: capsule.scenario, codeHash });
  const mutant = await mutantFor(scenario, capsule.scenario, bugs === 'planted' ? capsule.mutant : null);
  // Without its bug the run is to pass: there is nothing to look for nearby.
  const { verdict, drift, report } = replay(bugs === 'planted' ? capsule : { ...capsule, failure: null }, codeHash, scenario, mutant);
  const recorded = capsule.failure === null ? null : signatureOf(capsule.failure);
  played.push({ path, verdict, recorded, signature: report.failure === null ? null : signatureOf(report.failure), drift });
}
console.log(JSON.stringify(played));
