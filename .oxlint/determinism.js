/**
 * Lint rules that keep simulated code deterministic across machines, engines and locales. The globals that may not be
 * named at all (Date, process, timers, ...) are listed in `.oxlintrc.json`.
 */

/** The members of Math whose results are the same to the last bit everywhere; `sqrt` is rounded correctly (IEEE 754). */
const exactMath = new Set([
  'abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc',
]);

const isExactMath = (parent, node) =>
  parent?.type === 'MemberExpression' && parent.object === node && !parent.computed && exactMath.has(parent.property.name);

function isIntegerLiteral(node) {
  if (node.type === 'UnaryExpression' && node.operator === '-') return isIntegerLiteral(node.argument);
  return node.type === 'Literal' && (typeof node.value === 'bigint' || Number.isSafeInteger(node.value));
}

const isBinding = (parent, node) =>
  (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) ||
  (parent?.type === 'Property' && parent.key === node && !parent.computed && !parent.shorthand);

const exactArithmetic = {
  create(context) {
    const inexactPower = (node) => {
      const message = '`**` rounds differently between engines, except of integer literals: multiply, shift, or use a table.';
      context.report({ node, message });
    };
    return {
      Identifier(node) {
        if (node.name !== 'Math' || isExactMath(node.parent, node) || isBinding(node.parent, node)) return;
        const message = `Engines differ in all of Math but, each called by its name: ${[...exactMath].join(', ')}.`;
        context.report({ node, message });
      },
      BinaryExpression(node) {
        if (node.operator === '**' && !(isIntegerLiteral(node.left) && isIntegerLiteral(node.right))) inexactPower(node);
      },
      AssignmentExpression(node) {
        if (node.operator === '**=') inexactPower(node);
      },
    };
  },
};

const noForIn = {
  create: (context) => ({
    ForInStatement(node) {
      context.report({ node, message: 'for...in also visits what the prototype holds: use for...of over Object.keys.' });
    },
  }),
};

/** `.localeCompare`, `.toLocaleString` and the like give what the machine's language settings say. */
const noLocale = {
  create(context) {
    const check = (node, key) => {
      const name = key.type === 'Literal' ? key.value : key.name;
      if (typeof name === 'string' && /^(?:localeCompare|toLocale[A-Z]\w*)$/.test(name)) {
        context.report({ node, message: `${name} depends on the machine's locale: compare with < and format by hand.` });
      }
    };
    return {
      MemberExpression(node) {
        if (!node.computed || node.property.type === 'Literal') check(node, node.property);
      },
      ObjectPattern(node) {
        for (const property of node.properties) {
          if (property.type === 'Property' && !property.computed) check(property, property.key);
        }
      },
    };
  },
};

const noDefaultSort = {
  create: (context) => ({
    CallExpression(node) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.computed || node.arguments.length > 0) return;
      if (callee.property.name !== 'sort' && callee.property.name !== 'toSorted') return;
      context.report({ node, message: `${callee.property.name}() without a comparator sorts numbers as text: say the order.` });
    },
  }),
};

const noAsync = {
  create(context) {
    const message = 'Nothing waits here: a node and its world act in steps, and only the agenda says what comes next.';
    const forbid = (node) => context.report({ node, message });
    const check = (node) => (node.async ? forbid(node) : undefined);
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      AwaitExpression: forbid,
      ForOfStatement: (node) => (node.await ? forbid(node) : undefined),
    };
  },
};

export default {
  meta: { name: 'determinism' },
  rules: {
    'exact-arithmetic': exactArithmetic,
    'no-for-in': noForIn,
    'no-locale': noLocale,
    'no-default-sort': noDefaultSort,
    'no-async': noAsync,
  },
};
