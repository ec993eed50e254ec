'use strict';
(() => {
  const config = JSON.parse(document.getElementById('config').textContent);
  const tip = document.getElementById('tip');
  const hint = document.getElementById('walk');
  const waiting = new Map();

  // what a mark stands for, next to the pointer or to the mark
  const tooltip = (_, event, item, value) => {
    if (!event || event.type !== 'keydown') unmark();
    tip.hidden = value === null || value === undefined || value === '';
    if (tip.hidden) return;
    tip.replaceChildren(...Object.entries(value).map(([name, text]) => {
      const line = document.createElement('div');
      const label = document.createElement('span');
      label.textContent = name;
      line.append(label, ' ', String(text));
      return line;
    }));
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, room))}px`;
    tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
  };

  // expressions are walked, not compiled: the page may not make scripts
  const options = { actions: false, renderer: 'svg', defaultStyle: false, tooltip, ast: true };
  const draw = (place, spec) => vegaEmbed(place, { ...spec, config }, options);
  window.segmon = { draw };

  // the points of a chart by keyboard, in the order in which they were drawn
  const unmark = () => document.querySelectorAll('.panel .at').forEach((mark) => {
    mark.classList.remove('at');
  });
  const hide = () => {
    unmark();
    tip.hidden = true;
  };
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
  const reachable = (panel) => {
    panel.tabIndex = 0;
    panel.setAttribute('role', 'application');
    panel.setAttribute('aria-roledescription', hint.dataset.chart);
    panel.setAttribute('aria-describedby', hint.id);
    panel.addEventListener('keydown', walk);
    panel.addEventListener('blur', hide);
  };

  const render = (figure) => {
    const specs = waiting.get(figure);
    if (!specs) return;
    waiting.delete(figure);
    const drawn = [...figure.querySelectorAll('.panel')].map((panel, i) => draw(panel, specs[i]));
    Promise.all(drawn).then(() => {
      figure.querySelectorAll('.panel').forEach(reachable);
      figure.dataset.drawn = 'true';
    });
  };

  document.querySelectorAll('.item.figure').forEach((figure) => {
    waiting.set(figure, JSON.parse(figure.querySelector('.specs').textContent));
  });

  // first what is near the screen, then the rest while nothing else happens; all before printing
  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => render(entry.target));
  }, { rootMargin: '400px' });
  waiting.forEach((_, figure) => near.observe(figure));
  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 50));
  const rest = () => {
    const [figure] = waiting.keys();
    if (!figure) return;
    render(figure);
    idle(rest);
  };
  window.addEventListener('load', () => idle(rest));
  window.addEventListener('beforeprint', () => [...waiting.keys()].forEach(render));

  // a table is a stop of the keyboard only where it is wider than its place
  const stops = () => document.querySelectorAll('.scroll').forEach((place) => {
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute('tabindex');
  });
  window.segmon.stops = stops;
  window.addEventListener('load', stops);
  window.addEventListener('resize', stops);
  document.addEventListener('toggle', stops, true);

  // the table of a figure as a file, with the exact values; no text of it is a formula (`csv_text`)
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const harmless = (text) => (/^([+-]+|[+-]?\d+([.,]\d+)?)$/.test(text)
    ? text : text.replace(/(^|[;,\t\r\n])(?=[=+\-@\t\r＝＋－＠])/g, "$1'"));
  const csv = (table) => {
    const heads = table.tHead.querySelectorAll('th[scope=col]');
    const lines = [[...heads].map((cell) => harmless(cell.dataset.name || cell.textContent))];
    for (const body of table.tBodies) {
      const first = harmless(body.rows[0].cells[0].textContent);
      [...body.rows].forEach((row, i) => {
        const cells = [...row.cells].map((cell) => cell.querySelector('data')?.value
          ?? harmless(cell.firstChild.textContent));
        lines.push(i ? [first, ...cells] : cells);
      });
    }
    return lines.map((line) => line.map(quoted).join(',')).join('\n') + '\n';
  };
  document.querySelectorAll('button.csv').forEach((button) => {
    button.addEventListener('click', () => {
      const text = csv(button.closest('.item').querySelector('table'));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
      link.download = button.dataset.file;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  });
})();
