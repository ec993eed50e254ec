// Figures: first what is near the screen, then the rest, a few at a time; all before printing.
const shapes = JSON.parse(document.getElementById('shapes').textContent);
const NARROW = 400;
const waiting = new Set(document.querySelectorAll('.item.figure'));
const render = (figure) => {
  if (!waiting.delete(figure)) return;
  const panels = [...figure.querySelectorAll('.panel')];
  // widths first: what is drawn would make the browser lay out the page anew for each
  const widths = panels.map((panel) => panel.clientWidth);
  const charts = JSON.parse(figure.querySelector('.charts').textContent);
  panels.forEach((panel, i) => {
    const { shape, narrow = shape } = charts[i];
    draw(panel, shapes[widths[i] < NARROW ? narrow : shape], charts[i], widths[i]);
    reachable(panel);
  });
  figure.dataset.drawn = 'true';
};
const near = new IntersectionObserver((entries) => {
  entries.filter((entry) => entry.isIntersecting).forEach((entry) => render(entry.target));
}, { rootMargin: '400px' });
waiting.forEach((figure) => near.observe(figure));

// long enough to need few new layouts of the page, short enough to answer who clicks
const SLICE = 80;
// not when the browser is idle: on a busy machine it may never say so
const PAUSE = 10;
const rest = () => {
  const end = performance.now() + SLICE;
  while (waiting.size && performance.now() < end) render([...waiting][0]);
  if (waiting.size) setTimeout(rest, PAUSE);
};
// the first at once: it is what is seen first
if (waiting.size) render([...waiting][0]);
setTimeout(rest, PAUSE);
window.addEventListener('beforeprint', () => [...waiting].forEach(render));
