// The points of a chart by keyboard, in the order in which they were drawn.
const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const walk = (event) => {
  const panel = event.currentTarget;
  if (event.key === 'Escape') hide();
  const marks = [...panel.querySelectorAll('[class*=mark-] > *')].filter(
    (mark) => mark.__data__ && mark.__data__.tooltip);
  if (!marks.length || event.altKey || event.ctrlKey || event.metaKey) return;
  const now = marks.findIndex((mark) => mark.classList.contains('at'));
  const next = event.key in steps ? (now < 0 && steps[event.key] < 0 ? -1 : now + steps[event.key])
    : { Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  unmark();
  const mark = marks.at(next % marks.length);
  mark.classList.add('at');
  mark.scrollIntoView({ block: 'nearest' });
  const box = mark.getBoundingClientRect();
  const place = { type: event.type, clientX: box.right, clientY: box.top };
  tooltip(null, place, mark.__data__, mark.__data__.tooltip);
};
const hint = document.getElementById('walk');
const reachable = (panel) => {
  panel.tabIndex = 0;
  panel.setAttribute('role', 'application');
  panel.setAttribute('aria-roledescription', hint.dataset.chart);
  panel.setAttribute('aria-describedby', hint.id);
  panel.addEventListener('keydown', walk);
  panel.addEventListener('blur', hide);
};
