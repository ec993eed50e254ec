// Expressions of charts, made functions without a script that makes scripts: the policy of the page forbids that.
// A function of a node gets what is known where it is called: { fn, params, datum, event, item }.
const expressions = (() => {
  const unary = { '+': (a) => +a, '-': (a) => -a, '!': (a) => !a };
  const binary = {
    '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
    '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
    '==': (a, b) => a == b, '!=': (a, b) => a != b, '===': (a, b) => a === b, '!==': (a, b) => a !== b, // eslint-disable-line eqeqeq
  };
  const constants = { NaN, E: Math.E, PI: Math.PI };
  // what the language of expressions has besides the functions of a chart
  const text = (name) => (value, ...more) => String(value)[name](...more);
  const either = (name) => (value, ...more) => (Array.isArray(value) ? value : String(value))[name](...more);
  const functions = {
    isNaN: Number.isNaN, isFinite: Number.isFinite, parseFloat, parseInt,
    ...Object.fromEntries(['abs', 'ceil', 'exp', 'floor', 'log', 'max', 'min', 'pow', 'round', 'sqrt']
      .map((name) => [name, Math[name]])),
    clamp: (value, low, high) => Math.max(low, Math.min(high, value)),
    length: (value) => value.length,
    join: (value, by) => value.join(by),
    upper: text('toUpperCase'), lower: text('toLowerCase'), trim: text('trim'), split: text('split'),
    substring: text('substring'), replace: text('replace'),
    slice: either('slice'), indexof: either('indexOf'), lastindexof: either('lastIndexOf'),
  };
  const key = (node) => (node.type === 'Identifier' ? node.name : node.value);

  const makers = {
    Literal: ({ value }) => () => value,
    Identifier: ({ name }) => {
      if (['datum', 'event', 'item'].includes(name)) return (scope) => scope[name];
      return name in constants ? () => constants[name] : (scope) => scope.params[`$${name}`];
    },
    MemberExpression: ({ object, property, computed }) => {
      const of = made(object);
      if (!computed) return (scope) => of(scope)[property.name];
      const at = made(property);
      return (scope) => of(scope)[at(scope)];
    },
    CallExpression: (node) => {
      const name = node.callee.name.replace(/^_/, '');
      const given = node.arguments.map(made);
      if (name === 'if') return (scope) => (given[0](scope) ? given[1] : given[2])(scope);
      return (scope) => (scope.fn[name] || functions[name]).apply(scope.fn, given.map((argument) => argument(scope)));
    },
    ArrayExpression: ({ elements }) => {
      const parts = elements.map(made);
      return (scope) => parts.map((part) => part(scope));
    },
    ObjectExpression: ({ properties }) => {
      const parts = properties.map((property) => [key(property.key), made(property.value)]);
      return (scope) => Object.fromEntries(parts.map(([name, part]) => [name, part(scope)]));
    },
    UnaryExpression: ({ operator, argument }) => {
      const [act, of] = [unary[operator], made(argument)];
      return (scope) => act(of(scope));
    },
    BinaryExpression: ({ operator, left, right }) => {
      const [act, one, other] = [binary[operator], made(left), made(right)];
      return (scope) => act(one(scope), other(scope));
    },
    LogicalExpression: ({ operator, left, right }) => {
      const [one, other] = [made(left), made(right)];
      return operator === '&&' ? (scope) => one(scope) && other(scope) : (scope) => one(scope) || other(scope);
    },
    ConditionalExpression: ({ test, consequent, alternate }) => {
      const [asked, yes, no] = [test, consequent, alternate].map(made);
      return (scope) => (asked(scope) ? yes : no)(scope);
    },
  };
  // charts of one shape share their expressions
  const known = new WeakMap();
  function made(node) {
    if (!known.has(node)) known.set(node, makers[node.type](node));
    return known.get(node);
  }

  // where a mark is, from the ends or the middle that it was given
  const placed = (item, channels, isBox) => {
    for (const [at, to, middle, size] of [['x', 'x2', 'xc', 'width'], ['y', 'y2', 'yc', 'height']]) {
      if (channels[to]) {
        if (channels[at]) {
          if (isBox && item[at] > item[to]) [item[at], item[to]] = [item[to], item[at]];
          item[size] = item[to] - item[at];
        } else item[at] = item[to] - (item[size] || 0);
      }
      if (channels[middle]) item[at] = item[middle] - (item[size] || 0) / 2;
    }
  };
  return {
    operator: ({ functions: fn }, { ast }) => (params) => made(ast)({ fn, params }),
    parameter: ({ functions: fn }, { ast }) => (datum, params) => made(ast)({ fn, params, datum }),
    event: ({ functions: fn }, { ast }) => (event) => made(ast)({ fn, event, params: {} }),
    handler: ({ functions: fn }, { ast }) => (params, event) => made(ast)(
      { fn, params, event, datum: event.item && event.item.datum }),
    encode: ({ functions: fn }, { marktype, channels }) => {
      const values = Object.entries(channels).map(([name, { ast }]) => [name, made(ast)]);
      const isBox = ['group', 'image', 'rect'].includes(marktype);
      return (item, params) => {
        const scope = { fn, params, datum: item.datum, item };
        let isChanged = false;
        for (const [name, value] of values) {
          const now = value(scope);
          if (item[name] !== now) { item[name] = now; isChanged = true; }
        }
        if (marktype !== 'rule') placed(item, channels, isBox);
        return isChanged;
      };
    },
  };
})();
