// Any municipality: what is shown is in the hash of the address, so that a link shows the same.
const startMunicipalities = (part) => {
  const find = (name) => part.querySelector(`.${name}`);
  const { data, charts, text } = JSON.parse(find('any-data').textContent);
  const model = figuresOf({ data, text });
  const { areas, years } = model;
  const address = addressOf(model, data);
  const write = writer(document.documentElement.lang);
  const tables = tablesOf(model, write);
  const announce = (line, facts) => { find('said').textContent = said(line, facts); };
  const add = (area) => {
    announce(text.added, { name: areas.name[area] });
    address.go({ picked: [...model.now.picked, area] });
  };
  const remove = (area) => {
    announce(text.removed, { name: areas.name[area] });
    address.go({ picked: model.now.picked.filter((other) => other !== area) });
  };
  // a tile picks its municipality, or lets it go
  const choose = (area) => {
    if (model.now.picked.includes(area)) remove(area);
    else if (model.now.picked.length < data.most) add(area);
    else announce(text.most, {});
  };
  const draw = drawerOf(part, charts, recordsOf(model, write), mapperOf(model, charts, write, choose));

  const details = find('numbers');
  const fill = () => {
    if (!details.open) return;
    find('scroll').replaceChildren(tables[model.now.view]());
    window.segmon.stops();
  };
  details.addEventListener('toggle', fill);
  let focused = null;
  const chips = () => {
    find('chips').replaceChildren(...chipsOf(model, charts, (area, place) => {
      focused = place;
      remove(area);
    }));
    if (focused === null) return;
    const buttons = part.querySelectorAll('.chip');
    (buttons[Math.min(focused, buttons.length - 1)] || find('pick')).focus();
    focused = null;
  };
  const notes = () => {
    find('remarks').replaceChildren(...remarksOf(model));
    const year = model.lastYear();
    const unknown = model.shown().map(([, area]) => [areas.name[area], model.at('missing_share', area, year)])
      .filter(([, share]) => share !== null)
      .map(([name, share]) => `${name} ${write(share, { style: 'percent', ...places(1) })}`);
    find('coverage').textContent = unknown.length ? said(text.coverage, {
      shares: unknown.join('; '), year: years[year],
    }) : '';
    find('hint').textContent = said(text[`hint_${model.now.view}`], { year: years[year] });
    const placeless = model.now.view === 'map' ? tilesOf(model, year).placeless : [];
    find('placeless').textContent = placeless.length ? said(text.placeless, {
      names: placeless.map((area) => areas.name[area]).join(', '),
    }) : '';
  };

  const showControls = controlsOf({ find, model, data, address, announce, add });
  const show = () => {
    model.now = address.read();
    showControls();
    find('unknown').textContent = unknownLine(model, data, address.unknown());
    chips();
    notes();
    fill();
    draw(model.now.view);
  };
  // a link to another place on the page leaves what is shown as it is
  window.addEventListener('hashchange', () => {
    if (!location.hash || address.isMine()) show();
  });
  show();
  if (address.isMine()) part.scrollIntoView();
};

// started when it is near, when it is used, or when a link says what it shows
const awaitMunicipalities = (part) => {
  let started = false;
  const begin = () => {
    if (started) return;
    started = true;
    startMunicipalities(part);
  };
  part.querySelector('.live').hidden = false;
  const near = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) { near.disconnect(); begin(); }
  }, { rootMargin: '400px' });
  near.observe(part);
  part.addEventListener('focusin', begin);
  const linked = () => {
    if (/(^#|&)(area|sector|characteristic|view)=/.test(location.hash)) begin();
  };
  window.addEventListener('hashchange', linked);
  linked();
};
const municipalitiesPart = document.getElementById('municipalities');
if (municipalitiesPart) awaitMunicipalities(municipalitiesPart);
