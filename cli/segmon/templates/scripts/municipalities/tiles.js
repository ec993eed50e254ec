// The tile map of any municipality: hexagons that are as large, about where the municipalities are.
const SIDE = 10;
// pixels, as the style has it
const WIDEST = 432;
const HEXAGON = 'M0 -5.5L4.76 -2.75V2.75L0 5.5L-4.76 2.75V-2.75Z';
// around a tile, with paper between
const AROUND = 'M0 -6.3L5.46 -3.15V3.15L0 6.3L-5.46 3.15V-3.15Z';
const shape = (tag, attributes, ...inside) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...inside);
  return node;
};
const hexagon = (kinds, look = {}) => shape('path', { d: HEXAGON, class: ['tile', ...kinds].join(' '), ...look });
const movedTo = ({ x, y }) => ({ transform: `translate(${x} ${y})` });
const overTile = (kind) => (kind === 'hatched'
  ? [hexagon([], { fill: 'url(#hatch)' })]
  : kind === 'hidden-figure' ? [shape('path', { d: 'M-2 0H2', class: 'dash' })] : []);
const drawnTile = (kinds) => [hexagon(kinds), ...overTile(kinds.at(-1))];

// municipalities of the year with their tiles, and those that have none
const tilesOf = (model, year) => {
  const isThere = (area) => model.at('n_schools', area, year) !== null;
  const tiles = model.municipalities.filter((area) => model.areas.tile[area]).map((area) => {
    const [column, row] = model.areas.tile[area];
    return { area, x: (column + (row % 2) / 2) * SIDE, y: row * SIDE * Math.sqrt(0.75) };
  });
  const placeless = model.municipalities.filter((area) => !model.areas.tile[area] && isThere(area));
  return { tiles, placeless };
};

const tileLegend = (model, write, scale, shown) => {
  const names = scale.names(write);
  const others = ['hatched', 'hidden-figure', 'no-figure'].filter((kind) => shown.has(kind));
  const entries = [
    ...names.map((name, i) => [[`class-${i}`], name]),
    ...others.map((kind) => [kind === 'hatched' ? ['class-2', kind] : [kind], model.text[kind.replace('-', '_')]]),
  ];
  return make('ul', { class: 'classes' }, ...entries.map(([kinds, name]) => make('li', {},
    shape('svg', { viewBox: '-6 -6 12 12', 'aria-hidden': 'true' }, ...drawnTile(kinds)), name)));
};

// those that are picked, from north to south: an outline, the mark of the chip, and the name where there is room
const pickedMarks = (picked, charts, { middle, unit }) => {
  let lowest = -Infinity;
  return picked.map(({ x, y, place, label }) => {
    const isLeft = x > middle;
    lowest = Math.max(y, lowest + 16 * unit);
    const mark = shape('path', { d: SHAPES[place], fill: charts.colours[place], class: 'mark', transform: 'scale(.42) translate(-14 -8)' });
    const name = shape('text', {
      x: isLeft ? -7 : 7, y: lowest - y + 4 * unit, 'text-anchor': isLeft ? 'end' : 'start', 'font-size': 12 * unit, 'stroke-width': 4 * unit,
    }, label);
    return shape('g', movedTo({ x, y }), shape('path', { d: AROUND, class: 'outline' }), mark, name);
  });
};
