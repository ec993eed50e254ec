// Charts of any municipality, drawn anew in their places.
const drawerOf = (part, charts, records) => {
  let drawn = [];
  return (view) => {
    drawn.forEach((chart) => chart.finalize());
    drawn = [...part.querySelectorAll('.plot')].map((plot, i) => {
      const column = i ? 'interaction' : 'value';
      return window.segmon.draw(plot, charts[view][i], {
        data: { records: records[view](column) },
        signals: view === 'strip' ? { top: records.axisTop(column) } : {},
      });
    });
    part.dataset.drawn = location.hash;
  };
};
