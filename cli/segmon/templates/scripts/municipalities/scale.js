// Classes of the tile map: their bounds hold for every year of a topic, so that years compare.
const STEPS = [0.02, 0.05, 0.1, 0.15, 0.2];
const N_CLASSES = 6;
const scaleOf = (model, column) => {
  const values = model.municipalities
    .flatMap((area) => model.years.map((_, year) => model.at(column, area, year)))
    .filter((value) => value !== null).sort((one, other) => one - other);
  // all but the highest fifth are below the last class
  const most = values[Math.floor(values.length * 0.8)] ?? 0;
  const step = STEPS.find((size) => size * (N_CLASSES - 1) >= most) ?? STEPS.at(-1);
  const number = (bound) => [bound * step, places(Number.isInteger(step * 10) ? 1 : 2)];
  return {
    classOf: (value) => Math.min(Math.floor(value / step + 1e-9), N_CLASSES - 1),
    // what each class is called
    names: (write) => [...Array(N_CLASSES).keys()].map((bound) => said(
      model.text[bound === 0 ? 'below' : bound === N_CLASSES - 1 ? 'from' : 'between'],
      { low: write(...number(bound)), high: write(...number(bound + 1)) })),
  };
};

// how a tile looks: by its class, hatched where the figure says little, and without one why
const kindOf = (model, scale, column, area, year) => {
  const value = model.at(column, area, year);
  const status = model.status(column, area, year);
  if (value !== null) return [`class-${scale.classOf(value)}`, ...(status === 'ok' ? [] : ['hatched'])];
  return [['suppressed', 'incomplete_input'].includes(status) ? 'hidden-figure' : 'no-figure'];
};
