// The records of the charts of any municipality.
const recordsOf = (model, write) => {
  const { areas, years, municipalities, at } = model;
  const record = (area, year, more) => ({
    area: areas.name[area], school_year: years[year], ...more,
    ...Object.fromEntries(COLUMNS.map((column) => [column, at(column, area, year)])),
  });
  // where the axis of a strip ends: at a tenth above all that it shows
  const axisTop = (column) => {
    const columns = column === 'value' ? ['value', 'chance'] : [column];
    const year = model.lastYear();
    const highest = Math.max(0, ...columns.flatMap((c) => model.all.map((area) => at(c, area, year) ?? 0)));
    return Math.min(Math.ceil(highest * 10 + 0.2) / 10, 1);
  };
  const trend = () => model.shown().flatMap(([place, area]) => years.map(
    (year, y) => record(area, y, { place, start: Number(year.slice(0, 4)) })));

  // names that would be over each other make room, upwards or, at the top, downwards
  const spread = (picked, step) => {
    let ceiling = municipalities.length;
    picked.forEach((dot, i) => { dot.label_rank = i ? Math.max(dot.rank, picked[i - 1].label_rank + step) : dot.rank; });
    picked.toReversed().forEach((dot) => {
      dot.label_rank = Math.min(dot.label_rank, ceiling);
      ceiling = dot.label_rank - step;
    });
  };
  const strip = (column) => {
    const year = model.lastYear();
    const known = (area) => at(column, area, year) !== null;
    const order = municipalities.filter(known)
      .sort((one, other) => at(column, one, year) - at(column, other, year));
    const top = axisTop(column);
    const seen = new Map(model.shown().map(([place, area]) => [area, place]));
    const label = (area) => `${areas.name[area]} ${write(at(column, area, year), places(2))}`;
    // a name is on the side without dots, unless it would leave the chart there
    const side = (area, isLow) => {
      const far = at(column, area, year) / top;
      if (far > 0.6) return 'left';
      return far < 0.45 || isLow ? 'right' : 'left';
    };
    const dots = order.map((area, rank) => record(area, year, seen.has(area)
      ? { kind: 'picked', place: seen.get(area), rank, label: label(area), side: side(area, rank < order.length / 2) }
      : { kind: 'other', rank }));
    spread(dots.filter(({ kind }) => kind === 'picked'), order.length / 20);
    const wholes = model.shown().filter(([place, area]) => place > 3 && known(area));
    return [...dots, ...wholes.map(([place, area]) => record(area, year, {
      kind: 'whole', place, label: label(area), side: side(area, false),
    }))];
  };
  return { trend, strip, axisTop };
};
