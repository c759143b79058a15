/** Edits of the services on one server, of locks and of MapReduce. */
import { literal, text, word, type SourceEdit } from './edit.ts';

const services = ['kv/', 'lock/'] as const;

const ofServices: readonly SourceEdit[] = [
  { name: 'a field of the state of clerks is renamed', reaches: services, changes: [word('searched', 'askedLast')] },
  { name: 'a field of messages is renamed', reaches: services, changes: [word('attempt', 'sending')] },
  { name: 'a kind of message is renamed', reaches: services, changes: [literal('putReply', 'putAnswer'), text('protocols/kv/versioned-clerk.ts', 'return message.kind === `${call.request.kind}Reply`', "return message.kind === (call.request.kind === 'put' ? 'putAnswer' : 'getReply')")] },
  { name: 'a clerk sets its timer before it asks', reaches: services, changes: [text('protocols/kv/clerk.ts', "    turn.send(targetOf(turn.state), this.#rules.ask(call));\n    turn.setTimer('retry', retryMin, retryMax);", "    turn.setTimer('retry', retryMin, retryMax);\n    turn.send(targetOf(turn.state), this.#rules.ask(call));")] },
  { name: 'a clerk answers before it cancels its timer', reaches: services, changes: [text('protocols/kv/clerk.ts', "    turn.cancelTimer('retry');\n    turn.reply(call.id, result);", "    turn.reply(call.id, result);\n    turn.cancelTimer('retry');")] },
  { name: 'the state of clerks counts its steps', reaches: services, changes: [text('protocols/kv/clerk.ts', '  readonly newest: number;\n', '  readonly newest: number;\n  readonly stepsMade?: number;\n'), text('protocols/kv/clerk.ts', '    this.#openNext(turn, choose);\n    return', '    turn.state.stepsMade = (turn.state.stepsMade ?? 0) + 1;\n    this.#openNext(turn, choose);\n    return')] },
  { name: 'a message carries one field more', reaches: services, changes: [text('protocols/kv/versioned.ts', "  readonly kind: 'get';\n", "  readonly kind: 'get';\n  readonly schema?: number;\n"), text('protocols/kv/versioned-clerk.ts', "return { kind: 'get', session,", "return { kind: 'get', schema: 2, session,")] },
  { name: 'a journal counts before it writes', reaches: services, changes: [text('protocols/kv/journal.ts', "    turn.write({ kind: 'entry', entry });\n    turn.state.records++;", "    turn.state.records++;\n    turn.write({ kind: 'entry', entry });")] },
  { name: 'a handler is split in two', reaches: services, changes: [text('protocols/kv/clerk.ts', '    const result = this.#rules.resultOf(call, message);\n    if', '    this.#hear(turn, call, message);\n  }\n\n  #hear(turn: ClerkTurn<Request, Result, Message>, call: Call<Request>, message: Message): void {\n    const result = this.#rules.resultOf(call, message);\n    if')] },
  { name: 'a lock is held before its clerk has been told', reaches: ['lock/'], changes: [text('protocols/lock/lock-client.ts', '    turn.state.task = null;\n    turn.reply(id, result);', '    turn.reply(id, result);\n    turn.state.task = null;')] },
  { name: 'a timer is renamed', reaches: services, changes: [literal('retry', 'resend')] },
];

const cluster = ['mapreduce/'] as const;

const ofMapReduce: readonly SourceEdit[] = [
  { name: 'a field of the state is renamed', reaches: cluster, changes: [word('heardAt', 'lastHeard')] },
  { name: 'a field of messages is renamed', reaches: cluster, changes: [word('wants', 'freeFor')] },
  { name: 'a kind of message is renamed', reaches: cluster, changes: [literal('callAnswer', 'answerToCall')] },
  { name: 'the coordinator counts its steps', reaches: cluster, changes: [text('protocols/mapreduce/coordinator-state.ts', 'export interface CoordinatorState {\n', 'export interface CoordinatorState {\n  readonly stepsMade?: number;\n'), text('protocols/mapreduce/coordinator.ts', "    switch (event.kind) {\n      case 'message':\n        this.#handleMessage(turn, event.from, event.message);", "    turn.state.stepsMade = (turn.state.stepsMade ?? 0) + 1;\n    switch (event.kind) {\n      case 'message':\n        this.#handleMessage(turn, event.from, event.message);")] },
  { name: 'workers are pinged in the other order', reaches: cluster, changes: [text('protocols/mapreduce/coordinator.ts', 'for (const worker of state.workers.keys()) turn.sendEarly', 'for (const worker of [...state.workers.keys()].toReversed()) turn.sendEarly')] },
  { name: 'the coordinator sets its timer before its pings', reaches: cluster, changes: [text('protocols/mapreduce/coordinator.ts', "    turn.setTimer('tick', tick);\n", ''), text('protocols/mapreduce/coordinator.ts', '    // "The master pings', "    turn.setTimer('tick', tick);\n    // \"The master pings")] },
  { name: 'a message carries one field more', reaches: cluster, changes: [text('protocols/mapreduce/words.ts', "  readonly kind: 'ping';\n", "  readonly kind: 'ping';\n  readonly epoch?: number;\n"), text('protocols/mapreduce/coordinator.ts', "{ kind: 'ping' }", "{ kind: 'ping', epoch: state.epoch }")] },
  { name: 'a handler is split in two', reaches: cluster, changes: [text('protocols/mapreduce/coordinator.ts', '    if (!isSame) this.#welcome(turn, from, call, known);\n', '    if (!isSame) this.#welcome(turn, from, call, known);\n    this.#answerCall(turn, from, call);\n  }\n\n  #answerCall(turn: CoordinatorTurn, from: NodeId, call: Call): void {\n')] },
  { name: 'a timer is renamed', reaches: cluster, changes: [literal('tick', 'lookAround')] },
];

export const serviceEdits: readonly SourceEdit[] = [...ofServices, ...ofMapReduce];
