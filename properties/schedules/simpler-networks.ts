import { calmNetwork, type NetworkProfile } from '../../sim/world/plan.ts';

/** Networks with one bad habit less. */
export function* simplerNetworks(network: NetworkProfile): Generator<NetworkProfile, void, undefined> {
  for (const rate of ['loss', 'duplicate', 'tail', 'replay', 'pairBias', 'queueLimit', 'bandwidth'] as const) {
    if (network[rate] !== calmNetwork[rate]) yield calmed(network, rate);
  }
  if (network.reorder && network.latencyMin !== network.latencyMax) yield { ...network, reorder: false };
}

const calmed = (network: NetworkProfile, rate: keyof NetworkProfile): NetworkProfile => ({ ...network, [rate]: calmNetwork[rate] });
