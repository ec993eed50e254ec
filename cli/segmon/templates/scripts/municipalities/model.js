// What the page knows of any municipality, and which of it is shown (`now`).
const COLUMNS = ['value', 'chance', 'interaction'];

const figuresOf = ({ data, text }) => {
  const { areas, years, topics } = data;
  const statuses = Object.fromEntries(data.statuses);
  const statusCodes = data.statuses.map(([code]) => code);
  const nAreas = areas.code.length;
  const all = [...areas.code.keys()];
  const municipalities = all.filter((area) => areas.level[area] === 'municipality');
  const { compare } = new Intl.Collator(document.documentElement.lang, { ignorePunctuation: true });
  municipalities.sort((one, other) => compare(areas.name[one], areas.name[other]));

  const model = { areas, years, topics, text, all, municipalities, now: null };
  model.isComparable = municipalities.length > 1;
  model.views = [...document.querySelectorAll('[name=any-view]')].map(({ value }) => value);
  model.topic = () => topics[model.now.sector][model.now.characteristic];
  model.at = (column, area, year) => model.topic()[column][year * nAreas + area];
  model.lastYear = () => years.findLastIndex((_, y) => all.some((a) => model.at('n_schools', a, y) !== null));
  model.status = (column, area, year) => statusCodes[model.at(`${column}_status`, area, year)];
  // why a figure is what it is: once if it holds for all of them
  model.remark = (area, year) => {
    const codes = COLUMNS.map((column) => model.status(column, area, year));
    if (new Set(codes).size === 1) return [codes[0], statuses[codes[0]]];
    const lines = COLUMNS.map((column, i) => [column, codes[i]]).filter(([, code]) => code !== 'ok')
      .map(([column, code]) => `${text[column]}: ${statuses[code]}`);
    return ['', lines.join('; ')];
  };
  // the first has the place 0; the class of the first 4, the country 5
  model.shown = () => {
    const { picked } = model.now;
    const country = areas.level.indexOf('national');
    const code = picked.length ? areas.urbanity[picked[0]] : null;
    const group = all.find((a) => areas.level[a] === 'urbanity' && areas.code[a] === code);
    return [...picked.entries(), ...(group === undefined ? [] : [[4, group]]), [5, country]];
  };
  return model;
};

// what the address says: a link shows the same
const addressOf = (model, data) => {
  const { areas, topics, municipalities } = model;
  const sectors = data.sectors.map(([code]) => code);
  const named = (sector) => data.characteristics.filter(([code]) => topics[sector][code]);
  const characteristicsOf = (sector) => named(sector).map(([code]) => code);
  const inHash = () => new URLSearchParams(location.hash.slice(1));
  const isMine = () => ['area', 'sector', 'characteristic', 'view'].some((key) => inHash().has(key));
  const read = () => {
    const hash = inHash();
    const sector = sectors.includes(hash.get('sector')) ? hash.get('sector') : sectors[0];
    const codes = characteristicsOf(sector);
    const asked = new Set((hash.get('area') ?? data.start.join(',')).split(','));
    const picked = [...asked].map((code) => municipalities.find((m) => areas.code[m] === code));
    return {
      sector,
      characteristic: codes.includes(hash.get('characteristic')) ? hash.get('characteristic') : codes[0],
      view: model.views.includes(hash.get('view')) ? hash.get('view') : 'trend',
      picked: model.isComparable
        ? picked.filter((area) => area !== undefined).slice(0, data.most) : municipalities,
    };
  };
  const go = (changed) => {
    const { picked, sector, characteristic, view } = { ...model.now, ...changed };
    const codes = picked.map((area) => encodeURIComponent(areas.code[area])).join(',');
    // the browser keeps the way back, and what the hash says is shown when it has changed
    location.hash = `area=${codes}&sector=${sector}&characteristic=${characteristic}&view=${view}`;
  };
  // what the address asks for and the page does not have, by what it is
  const unknown = () => {
    const hash = inHash();
    const known = {
      area: municipalities.map((area) => areas.code[area]),
      sector: sectors,
      characteristic: characteristicsOf(read().sector),
      ...(model.views.length ? { view: model.views } : {}),
    };
    return Object.entries(known).map(([key, codes]) => {
      const asked = (hash.get(key) ?? '').split(key === 'area' ? ',' : undefined).filter(Boolean);
      return [key, [...new Set(asked)].filter((code) => !codes.includes(code))];
    }).filter(([, codes]) => codes.length);
  };
  return { isMine, read, go, named, characteristicsOf, unknown };
};
