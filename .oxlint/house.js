/** Lint rules for the order of the house: who may import whom, and syntax that the style does without. */
import { posix } from 'node:path';
import { faultOfImport, faultOfPackage, pathInHouse } from './rooms.js';

function faultOfSpecifier(path, specifier) {
  if (specifier.startsWith('./') || specifier.startsWith('../')) {
    return faultOfImport(path, posix.join(posix.dirname(path), specifier));
  }
  return faultOfPackage(path, specifier);
}

const importDirection = {
  create(context) {
    const path = pathInHouse(context.filename);
    if (path === null) return {};
    const check = (source) => {
      if (typeof source?.value !== 'string') return;
      const fault = faultOfSpecifier(path, source.value);
      if (fault !== null) context.report({ node: source, message: `${fault} (see .oxlint/rooms.json).` });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
      ImportExpression(node) {
        check(node.source);
        // An import that is computed can reach anything, so only a room that may use Node has one.
        if (typeof node.source.value === 'string' || faultOfPackage(path, 'node:module') === null) return;
        context.report({ node, message: 'A computed import cannot be checked: only a room that may import node:* has one.' });
      },
    };
  },
};

const noEnum = {
  create: (context) => ({
    TSEnumDeclaration(node) {
      context.report({ node, message: 'No enum: use a union of string literals.' });
    },
  }),
};

/** `name!: Type` promises what nobody checks, like `value!`. */
const noDefiniteAssignment = {
  create(context) {
    const check = (node) => {
      if (node.definite) context.report({ node, message: 'No `!`: give it a value, or let its type say that it may be absent.' });
    };
    return { PropertyDefinition: check, VariableDeclarator: check };
  },
};

export default {
  meta: { name: 'house' },
  rules: {
    'import-direction': importDirection,
    'no-enum': noEnum,
    'no-definite-assignment': noDefiniteAssignment,
  },
};
