// The numbers of any municipality as a table.
const tablesOf = (model, write) => {
  const { areas, years, text, municipalities, at } = model;
  const cells = (area, year) => [
    ...COLUMNS.map((column) => [at(column, area, year), places(4)]),
    [at('n_schools', area, year), {}],
  ].map(([value, format]) => make('td', {}, value === null ? '–' : make('data', { value }, write(value, format))));
  const status = (area, year) => make('td', { class: 'status' }, model.remark(area, year)[1]);
  const table = (heads, blocks) => {
    const names = [...COLUMNS.map((column) => text[column]), text.schools, text.status];
    const head = make('tr', {},
      ...heads.map((name) => make('th', { scope: 'col' }, name)),
      ...names.map((name) => make('th', { scope: 'col', 'data-name': name }, name)));
    head.lastChild.className = 'status';
    return make('table', { class: 'figures' }, make('thead', {}, head), ...blocks);
  };
  const trend = () => table([text.area, text.school_year], model.shown().map(([, area]) => make('tbody', {},
    ...years.map((name, year) => make('tr', {},
      ...(year ? [] : [make('th', { scope: 'rowgroup', rowspan: years.length }, areas.name[area])]),
      make('th', { scope: 'row' }, name), ...cells(area, year), status(area, year))))));
  const strip = () => {
    const year = model.lastYear();
    const size = (area) => at('value', area, year) ?? Infinity;
    const order = [...municipalities].sort((one, other) => size(one) - size(other) || 0);
    const rows = [...model.shown().filter(([place]) => place > 3).map(([, area]) => area), ...order];
    return table([text.area], rows.map((area) => make('tbody', {}, make('tr', {},
      make('th', { scope: 'row' }, areas.name[area]), ...cells(area, year), status(area, year)))));
  };
  return { trend, strip, map: strip };
};
