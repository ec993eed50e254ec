// A chart: its shape, which many share, with its own records, texts and width.
const config = JSON.parse(document.getElementById('config').textContent);
const parsed = new WeakMap();
// on paper charts are drawn small, and then made to fit a column: three of them are next to each other
const PAPER = { width: 370, height: 104 };
let isPrinting = false;
// what is drawn follows the width of its place
const views = new Map();
const resize = (drawn, width) => {
  if (isPrinting || !width || drawn.width === width) return;
  drawn.width = width;
  drawn.view.width(width).runAsync();
};
const fit = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
  resize(views.get(target), Math.floor(contentRect.width));
}));
const onPaper = (drawn) => drawn.view.width(PAPER.width).height(Math.min(drawn.height, PAPER.height)).run();
const onScreen = (drawn) => drawn.view.width(drawn.width).height(drawn.height).runAsync();
window.addEventListener('beforeprint', () => {
  isPrinting = true;
  views.forEach(onPaper);
});
window.addEventListener('afterprint', () => {
  isPrinting = false;
  views.forEach(onScreen);
});

const draw = (place, shape, { data, signals }, width = place.clientWidth) => {
  if (!parsed.has(shape)) parsed.set(shape, vega.parse(shape, config, { ast: true }));
  const container = document.createElement('div');
  place.replaceChildren(container);
  const view = new vega.View(parsed.get(shape), {
    container, tooltip, renderer: 'svg', hover: false, expr: expressions, logLevel: vega.Warn,
  });
  // the place says what the chart is
  ['role', 'aria-roledescription', 'aria-label'].forEach((name) => container.removeAttribute(name));
  Object.entries({ ...signals, width }).forEach(([name, value]) => view.signal(name, value));
  Object.entries(data).forEach(([name, values]) => view.data(name, values));
  const drawn = { view, width, height: view.height() };
  // at once, as printing does not wait
  if (isPrinting) onPaper(drawn); else view.run();
  views.set(place, drawn);
  fit.observe(place);
  return view;
};
window.segmon = { draw, tooltip, hide };
