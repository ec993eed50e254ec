// Municipalities to pick: names that begin so, then those with a word that begins so, then those that hold it.
const pickOf = (model) => {
  const { areas } = model;
  const bare = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const bareNames = areas.name.map(bare);
  const closeness = (area, asked) => {
    const name = bareNames[area];
    if (name.startsWith(asked) || areas.code[area].toLowerCase() === asked) return 0;
    const place = name.indexOf(asked);
    if (place < 0) return 3;
    return /[\p{L}\p{N}]/u.test(name[place - 1]) ? 2 : 1;
  };
  return (asked) => model.municipalities
    .filter((area) => !model.now.picked.includes(area))
    .map((area) => [closeness(area, bare(asked.trim())), area])
    .filter(([far]) => far < 3)
    .sort(([one], [other]) => one - other)
    .map(([, area]) => {
      const year = model.lastYear();
      const why = model.at('value', area, year) === null ? model.remark(area, year)[1] : '';
      return { value: area, name: areas.name[area], remark: why };
    });
};
