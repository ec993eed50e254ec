// Tiles of a map pointed at, tapped, and walked over with the arrows: each says what it is, and can be picked.
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
// the nearest tile in a direction
const tileTowards = (tiles, from, [right, down]) => {
  const cost = ({ far, aside }) => far + 2 * aside;
  const ahead = tiles.map((tile) => {
    const [x, y] = [tile.x - from.x, tile.y - from.y];
    return { tile, far: x * right + y * down, aside: Math.abs(x * down + y * right) };
  }).filter(({ far, aside }) => far > 1 && far >= aside / 2);
  return ahead.sort((one, other) => cost(one) - cost(other))[0]?.tile ?? from;
};

const pointable = ({ map, cursor, tiles, first, facts, choose }) => {
  const withArea = (area) => tiles.find((tile) => `${tile.area}` === `${area}`);
  const current = () => withArea(map.dataset.at);
  const pointed = ({ target }) => withArea(target.closest('[data-area]')?.dataset.area);
  const mark = (tile) => {
    map.dataset.at = tile.area;
    cursor.setAttribute('transform', movedTo(tile).transform);
    cursor.removeAttribute('visibility');
  };
  const show = (tile, event) => {
    mark(tile);
    window.segmon.tooltip(null, event, null, facts(tile.area));
  };
  const hide = () => {
    delete map.dataset.at;
    cursor.setAttribute('visibility', 'hidden');
    window.segmon.hide();
  };
  const walk = (event) => {
    const from = current();
    const to = from ? tileTowards(tiles, from, ARROWS[event.key]) : withArea(first) ?? tiles[0];
    const box = map.querySelector(`[data-area="${to.area}"]`).getBoundingClientRect();
    show(to, { type: event.type, clientX: box.right, clientY: box.top });
  };

  map.addEventListener('pointermove', (event) => {
    const tile = pointed(event);
    if (tile) show(tile, event); else hide();
  });
  map.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') hide(); });
  map.addEventListener('blur', hide);
  // a finger first asks what a tile is, and then picks it
  let asked = null;
  map.addEventListener('pointerdown', (event) => {
    asked = event.pointerType === 'mouse' ? pointed(event) : current();
  });
  map.addEventListener('click', (event) => {
    const tile = pointed(event);
    if (!tile) return;
    show(tile, event);
    if (tile === asked) choose(tile.area);
  });
  map.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') hide();
    else if (event.key in ARROWS) walk(event);
    else if (['Enter', ' '].includes(event.key) && current()) choose(current().area);
    else return;
    event.preventDefault();
  });
  return { withArea, mark };
};
