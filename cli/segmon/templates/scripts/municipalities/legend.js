// What says which mark is whose, and what is to be known of the areas that are shown.
const SHAPES = [
  'M9 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0', 'M9.5 3.5h9v9h-9z', 'M14 2.5l5.5 9.5h-11z', 'M14 2l5 6l-5 6l-5-6z',
  'M12 3h4v3h3v4h-3v3h-4v-3h-3v-4h3z', 'M14 13.5l5.5-9.5h-11z',
];
const symbolOf = (charts, place) => {
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  drawn.setAttribute('viewBox', '0 0 28 16');
  drawn.setAttribute('aria-hidden', 'true');
  const pieces = [['M0 8h28', charts.dashes[place].join(' ')], [SHAPES[place], '']];
  drawn.append(...pieces.map(([d, dash], i) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    path.setAttribute(i ? 'fill' : 'stroke', charts.colours[place]);
    if (dash) { path.setAttribute('stroke-dasharray', dash); path.setAttribute('stroke-width', '2'); }
    return path;
  }));
  return drawn;
};

const chipsOf = (model, charts, removed) => model.shown().map(([place, area]) => {
  const name = make('span', { class: 'name' }, model.areas.name[area]);
  if (place > 3 || !model.isComparable) return make('li', {}, symbolOf(charts, place), name);
  const cross = make('span', { class: 'cross', 'aria-hidden': 'true' }, '×');
  const button = make('button', { type: 'button', class: 'chip' },
    symbolOf(charts, place), name, make('span', { class: 'unseen' }, ` ${model.text.remove}`), cross);
  button.addEventListener('click', () => removed(area, place));
  return make('li', {}, button);
});

// each remark once, with its years unless it holds in all
const remarksOf = (model) => {
  const { areas, years, now } = model;
  const yearsOf = new Map();
  now.picked.forEach((area) => years.forEach((name, year) => {
    const [code, why] = model.remark(area, year);
    if (code === 'ok') return;
    const line = `${areas.name[area]}: ${why}`;
    yearsOf.set(line, [...(yearsOf.get(line) || []), name]);
  }));
  return [...yearsOf].map(
    ([line, found]) => make('li', {}, found.length === years.length ? line : `${line} (${found.join(', ')})`));
};
