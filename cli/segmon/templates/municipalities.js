// Any municipality: what is shown is in the hash of the address, so that a link shows the same.
(() => {
  const part = document.getElementById('municipalities');
  if (!part) return;
  const find = (name) => part.querySelector(`.${name}`);
  const input = find('pick');
  let started = false;

  const start = () => {
    started = true;
    const { data, charts, text } = JSON.parse(find('any-data').textContent);
    const { areas, years, topics, most } = data;
    const statuses = Object.fromEntries(data.statuses);
    const language = document.documentElement.lang;
    const statusCodes = data.statuses.map(([code]) => code);
    const nAreas = areas.code.length;
    const all = [...areas.code.keys()];
    const municipalities = all.filter((area) => areas.level[area] === 'municipality');
    const { compare } = new Intl.Collator(language, { ignorePunctuation: true });
    municipalities.sort((one, other) => compare(areas.name[one], areas.name[other]));
    const comparable = municipalities.length > 1;
    const said = (line, facts) => line.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
    const announce = (line, facts) => { find('said').textContent = said(line, facts); };

    // a text is written exactly, a number would be rounded in binary
    const formats = new Map();
    const written = (value, options) => {
      if (value === null || value === undefined) return '–';
      const key = JSON.stringify(options);
      if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
      // groups of three digits as elsewhere in the report
      return formats.get(key).formatToParts(String(value))
        .map((piece) => (piece.type === 'group' ? '\u202f' : piece.value)).join('');
    };
    const places = (n) => ({ minimumFractionDigits: n, maximumFractionDigits: n });

    const make = (tag, attributes, ...inside) => {
      const node = document.createElement(tag);
      Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
      node.append(...inside);
      return node;
    };

    // ---- what is shown, and where it is written
    const sectors = data.sectors.map(([code]) => code);
    const named = (sector) => data.characteristics.filter(([code]) => topics[sector][code]);
    const characteristicsOf = (sector) => named(sector).map(([code]) => code);
    const inHash = () => new URLSearchParams(location.hash.slice(1));
    const isMine = (hash) => ['area', 'sector', 'characteristic', 'view'].some((key) => hash.has(key));
    const state = () => {
      const hash = inHash();
      const sector = sectors.includes(hash.get('sector')) ? hash.get('sector') : sectors[0];
      const codes = characteristicsOf(sector);
      const asked = new Set((hash.get('area') || '').split(','));
      const picked = [...asked].map((code) => municipalities.find((m) => areas.code[m] === code));
      return {
        sector,
        characteristic: codes.includes(hash.get('characteristic')) ? hash.get('characteristic') : codes[0],
        view: hash.get('view') === 'strip' && comparable ? 'strip' : 'trend',
        picked: comparable ? picked.filter((area) => area !== undefined).slice(0, most) : municipalities,
      };
    };
    let now;
    const go = (changed) => {
      const { picked, sector, characteristic, view } = { ...now, ...changed };
      const codes = picked.map((area) => encodeURIComponent(areas.code[area])).join(',');
      // the browser keeps the way back, and what the hash says is shown when it has changed
      location.hash = `area=${codes}&sector=${sector}&characteristic=${characteristic}&view=${view}`;
    };

    // ---- figures
    const topic = () => topics[now.sector][now.characteristic];
    const at = (column, area, year) => topic()[column][year * nAreas + area];
    const COLUMNS = ['value', 'chance', 'interaction'];
    const lastYear = () => years.findLastIndex((_, y) => all.some((a) => at('n_schools', a, y) !== null));
    // why a figure is what it is: once if it holds for all of them
    const remark = (area, year) => {
      const codes = COLUMNS.map((column) => statusCodes[at(`${column}_status`, area, year)]);
      if (new Set(codes).size === 1) return [codes[0], statuses[codes[0]]];
      const lines = COLUMNS.map((column, i) => [column, codes[i]]).filter(([, code]) => code !== 'ok')
        .map(([column, code]) => `${text[column]}: ${statuses[code]}`);
      return ['', lines.join('; ')];
    };
    // the first has the place 0; the class of the first 4, the country 5
    const shown = () => {
      const country = areas.level.indexOf('national');
      const code = now.picked.length ? areas.urbanity[now.picked[0]] : null;
      const group = all.find((a) => areas.level[a] === 'urbanity' && areas.code[a] === code);
      return [...now.picked.entries(), ...(group === undefined ? [] : [[4, group]]), [5, country]];
    };
    const record = (area, year, more) => ({
      area: areas.name[area], school_year: years[year], ...more,
      ...Object.fromEntries(COLUMNS.map((column) => [column, at(column, area, year)])),
    });
    const records = {
      trend: () => shown().flatMap(([place, area]) => years.map(
        (year, y) => record(area, y, { place, start: Number(year.slice(0, 4)) }))),
      strip: (column) => {
        const year = lastYear();
        const known = (area) => at(column, area, year) !== null;
        const order = municipalities.filter(known)
          .sort((one, other) => at(column, one, year) - at(column, other, year));
        const top = axisTop(column);
        const seen = new Map(shown().map(([place, area]) => [area, place]));
        const label = (area) => `${areas.name[area]} ${written(at(column, area, year), places(2))}`;
        // a name is on the side without dots, unless it would leave the chart there
        const side = (area, isLow) => {
          const far = at(column, area, year) / top;
          if (far > 0.6) return 'left';
          return far < 0.45 || isLow ? 'right' : 'left';
        };
        const step = order.length / 20;
        const dots = order.map((area, rank) => record(area, year, seen.has(area)
          ? { kind: 'picked', place: seen.get(area), rank, label: label(area), side: side(area, rank < order.length / 2) }
          : { kind: 'other', rank }));
        // names that would be over each other make room, upwards or, at the top, downwards
        let ceiling = municipalities.length;
        const picked = dots.filter(({ kind }) => kind === 'picked');
        picked.forEach((dot, i) => { dot.label_rank = i ? Math.max(dot.rank, picked[i - 1].label_rank + step) : dot.rank; });
        picked.toReversed().forEach((dot) => {
          dot.label_rank = Math.min(dot.label_rank, ceiling);
          ceiling = dot.label_rank - step;
        });
        const wholes = shown().filter(([place, area]) => place > 3 && known(area));
        return [...dots, ...wholes.map(([place, area]) => record(area, year, {
          kind: 'whole', place, label: label(area), side: side(area, false),
        }))];
      },
    };
    // where the axis of a strip ends: at a tenth above all that it shows
    const axisTop = (column) => {
      const columns = column === 'value' ? ['value', 'chance'] : [column];
      const highest = Math.max(0, ...columns.flatMap((c) => all.map((area) => at(c, area, lastYear()) ?? 0)));
      return Math.min(Math.ceil(highest * 10 + 0.2) / 10, 1);
    };

    // ---- charts: one drawing after the other, the last one is what stays
    let wanted = 0;
    let drawing = Promise.resolve([]);
    const draw = () => {
      const turn = ++wanted;
      drawing = drawing.then(async (drawn) => {
        if (turn !== wanted) return drawn;
        drawn.forEach((chart) => chart.finalize());
        const made = await Promise.all([...part.querySelectorAll('.plot')].map((plot, i) => {
          const column = i ? 'interaction' : 'value';
          const spec = { ...charts[now.view][i], data: { values: records[now.view](column) } };
          if (now.view === 'strip') spec.params = [{ name: 'top', value: axisTop(column) }];
          return window.segmon.draw(plot, spec);
        }));
        if (turn === wanted) part.dataset.drawn = location.hash;
        return made;
      });
    };

    // ---- tables
    const cells = (area, year) => [
      ...COLUMNS.map((column) => [at(column, area, year), places(4)]),
      [at('n_schools', area, year), {}],
    ].map(([value, format]) => make('td', {}, value === null ? '–' : make('data', { value }, written(value, format))));
    const table = (heads, blocks) => {
      const names = [...COLUMNS.map((column) => text[column]), text.schools, text.status];
      const head = make('tr', {},
        ...heads.map((name) => make('th', { scope: 'col' }, name)),
        ...names.map((name) => make('th', { scope: 'col', 'data-name': name }, name)));
      head.lastChild.className = 'status';
      return make('table', { class: 'figures' }, make('thead', {}, head), ...blocks);
    };
    const status = (area, year) => make('td', { class: 'status' }, remark(area, year)[1]);
    const tables = {
      trend: () => table([text.area, text.school_year], shown().map(([, area]) => make('tbody', {},
        ...years.map((name, year) => make('tr', {},
          ...(year ? [] : [make('th', { scope: 'rowgroup', rowspan: years.length }, areas.name[area])]),
          make('th', { scope: 'row' }, name), ...cells(area, year), status(area, year)))))),
      strip: () => {
        const year = lastYear();
        const size = (area) => at('value', area, year) ?? Infinity;
        const order = [...municipalities].sort((one, other) => size(one) - size(other) || 0);
        const rows = [...shown().filter(([place]) => place > 3).map(([, area]) => area), ...order];
        return table([text.area], rows.map((area) => make('tbody', {}, make('tr', {},
          make('th', { scope: 'row' }, areas.name[area]), ...cells(area, year), status(area, year)))));
      },
    };
    const details = find('numbers');
    const fill = () => {
      if (!details.open) return;
      find('scroll').replaceChildren(tables[now.view]());
      window.segmon.stops();
    };
    details.addEventListener('toggle', fill);

    // ---- what says which mark is whose
    const SHAPES = [
      'M9 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0', 'M9.5 3.5h9v9h-9z', 'M14 2.5l5.5 9.5h-11z', 'M14 2l5 6l-5 6l-5-6z',
      'M12 3h4v3h3v4h-3v3h-4v-3h-3v-4h3z', 'M14 13.5l5.5-9.5h-11z',
    ];
    const symbol = (place) => {
      const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      drawn.setAttribute('viewBox', '0 0 28 16');
      drawn.setAttribute('aria-hidden', 'true');
      const pieces = [['M0 8h28', charts.dashes[place].join(' ')], [SHAPES[place], '']];
      drawn.append(...pieces.map(([d, dash], i) => {
        const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        path.setAttribute('d', d);
        path.setAttribute(i ? 'fill' : 'stroke', charts.colours[place]);
        if (dash) { path.setAttribute('stroke-dasharray', dash); path.setAttribute('stroke-width', '2'); }
        return path;
      }));
      return drawn;
    };
    let focused = null;
    const chips = () => {
      find('chips').replaceChildren(...shown().map(([place, area]) => {
        const name = make('span', { class: 'name' }, areas.name[area]);
        if (place > 3 || !comparable) return make('li', {}, symbol(place), name);
        const cross = make('span', { class: 'cross', 'aria-hidden': 'true' }, '×');
        const button = make('button', { type: 'button', class: 'chip' },
          symbol(place), name, make('span', { class: 'unseen' }, ` ${text.remove}`), cross);
        button.addEventListener('click', () => {
          focused = place;
          announce(text.removed, { name: areas.name[area] });
          go({ picked: now.picked.filter((other) => other !== area) });
        });
        return make('li', {}, button);
      }));
      if (focused === null) return;
      const buttons = part.querySelectorAll('.chip');
      (buttons[Math.min(focused, buttons.length - 1)] || input).focus();
      focused = null;
    };
    const remarks = () => {
      const years_of = new Map();
      now.picked.forEach((area) => years.forEach((name, year) => {
        const [code, why] = remark(area, year);
        if (code === 'ok') return;
        const line = `${areas.name[area]}: ${why}`;
        years_of.set(line, [...(years_of.get(line) || []), name]);
      }));
      find('remarks').replaceChildren(...[...years_of].map(
        ([line, of]) => make('li', {}, of.length === years.length ? line : `${line} (${of.join(', ')})`)));
      const year = lastYear();
      const share = topic().missing_share[year];
      find('coverage').textContent = share === null ? '' : said(text.coverage, {
        share: written(share, { style: 'percent', ...places(1) }), year: years[year],
      });
      find('hint').textContent = now.view === 'trend' ? text.hint_trend : said(text.hint_strip, { year: years[year] });
    };

    // ---- controls
    const bare = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const bareNames = areas.name.map(bare);
    // names that begin so, then those with a word that begins so, then those that hold it
    const closeness = (area, asked) => {
      const name = bareNames[area];
      if (name.startsWith(asked) || areas.code[area].toLowerCase() === asked) return 0;
      const place = name.indexOf(asked);
      if (place < 0) return 3;
      return /[\p{L}\p{N}]/u.test(name[place - 1]) ? 2 : 1;
    };
    combobox({
      input,
      list: find('options'),
      found: (asked) => municipalities
        .filter((area) => !now.picked.includes(area))
        .map((area) => [closeness(area, bare(asked.trim())), area])
        .filter(([far]) => far < 3)
        .sort(([one], [other]) => one - other)
        .map(([, area]) => {
          const year = lastYear();
          const why = at('value', area, year) === null ? remark(area, year)[1] : '';
          return { value: area, name: areas.name[area], remark: why };
        }),
      chosen: (area) => {
        announce(text.added, { name: areas.name[area] });
        go({ picked: [...now.picked, area] });
      },
      say: (n) => {
        find('none').hidden = n > 0;
        announce(n ? text.found : text.none, { n });
      },
    });
    const options = (select, names, chosen) => {
      select.replaceChildren(...names.map(([value, name]) => make('option', { value }, name)));
      select.value = chosen;
    };
    const sector = find('sector');
    const characteristic = find('characteristic');
    sector.addEventListener('change', () => go({
      sector: sector.value,
      characteristic: topics[sector.value][now.characteristic]
        ? now.characteristic : characteristicsOf(sector.value)[0],
    }));
    characteristic.addEventListener('change', () => go({ characteristic: characteristic.value }));
    const views = [...part.querySelectorAll('[name=any-view]')];
    views.forEach((radio) => radio.addEventListener('change', () => go({ view: radio.value })));

    const show = () => {
      now = state();
      options(sector, data.sectors, now.sector);
      options(characteristic, named(now.sector), now.characteristic);
      views.forEach((radio) => { radio.checked = radio.value === now.view; });
      if (comparable) {
        input.readOnly = now.picked.length >= most;
        find('full').hidden = !input.readOnly;
      }
      chips();
      remarks();
      fill();
      draw();
    };
    // a link to another place on the page leaves what is shown as it is
    window.addEventListener('hashchange', () => {
      if (!location.hash || isMine(inHash())) show();
    });
    show();
    if (isMine(inHash())) part.scrollIntoView();
  };

  find('live').hidden = false;
  const begin = () => { if (!started) start(); };
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
})();
