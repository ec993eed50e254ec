// What a link asks for and the page does not have, and what is shown instead, in one line.
const unknownLine = (model, data, found) => {
  const { areas, text, now } = model;
  const nameOf = (pairs, code) => pairs.find(([each]) => each === code)[1];
  const country = areas.name[areas.level.indexOf('national')];
  const shown = {
    area: () => now.picked.map((area) => areas.name[area]).join(', ') || country,
    sector: () => nameOf(data.sectors, now.sector),
    characteristic: () => nameOf(data.characteristics, now.characteristic),
    view: () => text[now.view],
  };
  if (!found.length) return '';
  return said(text.unknown_part, {
    asked: found.map(([key, codes]) => (
      said(text[`asked_${key}`], { asked: codes.map(quoted).join(', ') })
    )).join('; '),
    shown: found.map(([key]) => shown[key]()).join('; '),
  });
};
