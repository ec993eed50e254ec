// Elements and numbers of any municipality.
const places = (n) => ({ minimumFractionDigits: n, maximumFractionDigits: n });
const said = (line, facts) => line.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

const make = (tag, attributes, ...inside) => {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...inside);
  return node;
};

// a text is written exactly, a number would be rounded in binary
const writer = (language) => {
  const formats = new Map();
  return (value, options) => {
    if (value === null || value === undefined) return '–';
    const key = JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
    // groups of three digits as elsewhere in the report
    return formats.get(key).formatToParts(String(value))
      .map((piece) => (piece.type === 'group' ? '\u202f' : piece.value)).join('');
  };
};
