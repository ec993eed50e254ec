// Charts of any municipality: one drawing after the other, the last one is what stays.
const drawerOf = (part, charts, records) => {
  let wanted = 0;
  let drawing = Promise.resolve([]);
  return (view) => {
    const turn = ++wanted;
    drawing = drawing.then(async (drawn) => {
      if (turn !== wanted) return drawn;
      drawn.forEach((chart) => chart.finalize());
      const made = await Promise.all([...part.querySelectorAll('.plot')].map((plot, i) => {
        const column = i ? 'interaction' : 'value';
        const spec = { ...charts[view][i], data: { values: records[view](column) } };
        if (view === 'strip') spec.params = [{ name: 'top', value: records.axisTop(column) }];
        return window.segmon.draw(plot, spec);
      }));
      if (turn === wanted) part.dataset.drawn = location.hash;
      return made;
    });
  };
};
