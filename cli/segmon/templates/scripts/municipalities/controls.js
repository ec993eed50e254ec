// The controls of any municipality: they change the address, and show what it says.
const controlsOf = ({ find, model, data, address, announce, add }) => {
  const { text } = model;
  const [sector, characteristic] = ['sector', 'characteristic'].map(find);
  const views = [...document.querySelectorAll('[name=any-view]')];
  if (model.isComparable) combobox({
    input: find('pick'),
    list: find('options'),
    found: pickOf(model),
    chosen: add,
    say: (n) => {
      find('none').hidden = n > 0;
      announce(n ? text.found : text.none, { n });
    },
  });
  sector.addEventListener('change', () => address.go({
    sector: sector.value,
    characteristic: model.topics[sector.value][model.now.characteristic]
      ? model.now.characteristic : address.characteristicsOf(sector.value)[0],
  }));
  characteristic.addEventListener('change', () => address.go({ characteristic: characteristic.value }));
  views.forEach((radio) => radio.addEventListener('change', () => address.go({ view: radio.value })));

  const options = (select, names, chosen) => {
    select.replaceChildren(...names.map(([value, name]) => make('option', { value }, name)));
    select.value = chosen;
  };
  return () => {
    options(sector, data.sectors, model.now.sector);
    options(characteristic, address.named(model.now.sector), model.now.characteristic);
    views.forEach((radio) => { radio.checked = radio.value === model.now.view; });
    if (!model.isComparable) return;
    find('pick').readOnly = model.now.picked.length >= data.most;
    find('full').hidden = !find('pick').readOnly;
  };
};
