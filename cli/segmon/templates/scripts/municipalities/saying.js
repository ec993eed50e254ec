// What a tile says, and what a map as a whole does.
const sayingOf = (model, write) => {
  const { areas, years, text, at } = model;
  const rounded = (column, area, year) => write(at(column, area, year), places(2));
  const named = (column, area, year) => `${areas.name[area]} ${rounded(column, area, year)}`;
  const facts = (column, area, year) => {
    const [code, why] = model.remark(area, year);
    const columns = column === 'value' ? ['value', 'chance'] : [column];
    return {
      [text.area]: areas.name[area],
      [text.school_year]: years[year],
      ...Object.fromEntries(columns.map((name) => [text[name], write(at(name, area, year), places(4))])),
      [text.unknown]: write(at('missing_share', area, year), { style: 'percent', ...places(1) }),
      ...(code === 'ok' ? {} : { [text.status]: why }),
    };
  };
  const finding = (column, shown, year) => {
    const known = shown.filter((area) => at(column, area, year) !== null)
      .sort((one, other) => at(column, one, year) - at(column, other, year));
    const [lowest, highest] = [known[0], known.at(-1)].map((area) => (
      area === undefined ? '–' : named(column, area, year)));
    const country = rounded(column, areas.level.indexOf('national'), year);
    return said(text.map_says, { index: text[column], year: years[year], n: shown.length, highest, lowest, country });
  };
  return { named, facts, finding };
};
