/** What of the paper and of the thesis has to have a rule, item by item, in words of our own. */

/** The items of one part of a source: what `@source` calls them, and what they ask for. */
export interface Part {
  readonly title: string;
  readonly places: Readonly<Record<string, string>>;
}

export const figures: readonly Part[] = [
  {
    title: 'Figure 2, State',
    places: {
      'Figure 2, State, currentTerm': 'latest term seen; persistent',
      'Figure 2, State, votedFor': 'who has the vote of the current term; persistent',
      'Figure 2, State, log': 'the entries, each with its term; persistent',
      'Figure 2, State, commitIndex': 'highest entry known to be committed',
      'Figure 2, State, lastApplied': 'highest entry applied',
      'Figure 2, State, nextIndex': 'leaders: next entry to send to each server',
      'Figure 2, State, matchIndex': 'leaders: highest entry known to be on each server',
    },
  },
  {
    title: 'Figure 2, AppendEntries RPC',
    places: {
      'Figure 2, AppendEntries RPC, Arguments': 'term, the entry before, entries, commit index',
      'Figure 2, AppendEntries RPC, Results': 'term, success',
      'Figure 2, AppendEntries RPC, Receiver 1': 'refuse an older term',
      'Figure 2, AppendEntries RPC, Receiver 2': 'refuse without an entry at prevLogIndex of prevLogTerm',
      'Figure 2, AppendEntries RPC, Receiver 3': 'an entry that conflicts goes, and all that follow it',
      'Figure 2, AppendEntries RPC, Receiver 4': 'append what is not there yet',
      'Figure 2, AppendEntries RPC, Receiver 5': 'follow the commit index, as far as the new entries go',
    },
  },
  {
    title: 'Figure 2, RequestVote RPC',
    places: {
      'Figure 2, RequestVote RPC, Arguments': 'term, last entry of the candidate',
      'Figure 2, RequestVote RPC, Results': 'term, voteGranted',
      'Figure 2, RequestVote RPC, Receiver 1': 'refuse an older term',
      'Figure 2, RequestVote RPC, Receiver 2': 'vote once a term, for a log that is up to date',
    },
  },
  {
    title: 'Figure 2, Rules for Servers',
    places: {
      'Figure 2, All Servers 1': 'apply what is committed',
      'Figure 2, All Servers 2': 'follow a higher term',
      'Figure 2, Followers 1': 'answer candidates and leaders',
      'Figure 2, Followers 2': 'an election timeout without a leader or a vote: become a candidate',
      'Figure 2, Candidates 1': 'new term, own vote, timer, RequestVote to all',
      'Figure 2, Candidates 2': 'votes of a majority: become leader',
      'Figure 2, Candidates 3': 'AppendEntries of a new leader: become follower',
      'Figure 2, Candidates 4': 'an election timeout: stand again',
      'Figure 2, Leaders 1': 'heartbeats upon election, and while idle',
      'Figure 2, Leaders 2': 'append commands, answer once they are applied',
      'Figure 2, Leaders 3': 'send from nextIndex on; forward on success, back on refusal, and again',
      'Figure 2, Leaders 4': 'commit what a majority has, of the current term',
    },
  },
  {
    title: 'Figure 13, InstallSnapshot RPC',
    places: {
      'Figure 13, Arguments': 'term, last included index and term, offset, data, done',
      'Figure 13, Results': 'term',
      'Figure 13, Receiver 1': 'refuse an older term',
      'Figure 13, Receiver 2': 'the first chunk begins a new snapshot',
      'Figure 13, Receiver 3': 'data goes to its offset',
      'Figure 13, Receiver 4': 'wait for more until the last one is there',
      'Figure 13, Receiver 5': 'save it, older ones go',
      'Figure 13, Receiver 6': 'what follows an entry that agrees stays',
      'Figure 13, Receiver 7': 'else the log goes',
      'Figure 13, Receiver 8': 'reset the state machine, take over the configuration',
    },
  },
];

export const sections: readonly Part[] = [
  {
    title: 'The paper, by section',
    places: {
      'Section 5.1': 'terms as a logical clock',
      'Section 5.2': 'leader election',
      'Section 5.3': 'log replication, and how logs are brought together',
      'Section 5.4.1': 'who may be elected',
      'Section 5.4.2': 'entries of earlier terms are not committed by counting',
      'Section 5.5': 'whatever is lost is sent again',
      'Section 6': 'membership changes through a joint phase, learners, removed servers',
      'Section 7': 'log compaction',
      'Section 8': 'the blank entry, and reads without an entry',
      'Section 9.3': 'random election timeouts',
    },
  },
  {
    title: 'The thesis, by section',
    places: {
      'Thesis 3.10': 'leadership transfer',
      'Thesis 4.1': 'one server at a time, with the erratum: not before an entry of the term is committed',
      'Thesis 4.2.1': 'new servers catch up first',
      'Thesis 4.2.2': 'a leader that is removed',
      'Thesis 4.2.3': 'servers that disturb',
      'Thesis 6.2': 'a leader without a majority steps down',
      'Thesis 6.4': 'reads confirmed by a round of heartbeats',
      'Thesis 6.4.1': 'reads by a lease',
      'Thesis 9.6': 'pre-vote',
      'Thesis 10.2.1': 'the leader writes while the followers do',
    },
  },
  { title: 'Elsewhere', places: { 'Protocol-Aware Recovery (FAST 2018)': 'a torn tail is not a damaged record' } },
];
