// The tile map of one index in its place, with what it is called and its legend.
const mapperOf = (model, charts, write, choose) => {
  const { years, text } = model;
  const { named, facts, finding } = sayingOf(model, write);
  // where the tiles are, and how long a pixel is there
  const frameOf = (tiles, plot) => {
    const [xs, ys] = ['x', 'y'].map((axis) => tiles.map((tile) => tile[axis]));
    const [left, top] = [Math.min(...xs) - 7, Math.min(...ys) - 7];
    const [width, height] = [Math.max(...xs) + 7 - left, Math.max(...ys) + 7 - top];
    return { box: [left, top, width, height].join(' '), middle: left + width / 2, unit: width / Math.min(plot.clientWidth, WIDEST) };
  };
  const marksOf = (tiles, column, year, frame) => {
    const picked = [...model.now.picked.entries()]
      .map(([place, area]) => ({ place, label: named(column, area, year), ...tiles.find((tile) => tile.area === area) }))
      .filter(({ x }) => x !== undefined).sort((one, other) => one.y - other.y);
    return pickedMarks(picked, charts, frame);
  };

  return (plot, column) => {
    const year = model.lastYear();
    const { tiles } = tilesOf(model, year);
    const scale = scaleOf(model, column);
    const kinds = new Map(tiles.map(({ area }) => [area, kindOf(model, scale, column, area, year)]));
    const groups = tiles.map((tile) => (
      shape('g', { 'data-area': tile.area, ...movedTo(tile) }, ...drawnTile(kinds.get(tile.area)))));
    const frame = frameOf(tiles, plot);
    const cursor = shape('path', { d: AROUND, class: 'cursor', visibility: 'hidden' });
    const map = make('div', {
      class: 'map', tabindex: 0, role: 'application', 'aria-roledescription': text.map, 'aria-describedby': 'any-hint',
      'aria-label': finding(column, tiles.map(({ area }) => area), year),
    }, shape('svg', { viewBox: frame.box, 'aria-hidden': 'true' }, ...groups, ...marksOf(tiles, column, year, frame), cursor));
    const { withArea, mark } = pointable({
      map, cursor, tiles, choose, first: model.now.picked[0], facts: (area) => facts(column, area, year),
    });
    // who has just picked a tile is still there
    const before = plot.contains(document.activeElement) && plot.querySelector('.map')?.dataset.at;
    plot.replaceChildren(
      make('p', { class: 'what' }, `${text[column]}, ${years[year]}`), map,
      tileLegend(model, write, scale, new Set([...kinds.values()].flat())));
    if (before === false) return;
    map.focus();
    if (withArea(before)) mark(withArea(before));
  };
};
