import { rejection } from '../shardkv/moves.ts';

export default rejection();
