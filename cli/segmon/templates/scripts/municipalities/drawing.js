// Charts and maps of any municipality, drawn anew in their places.
const drawerOf = (part, charts, records, map) => {
  let drawn = [];
  return (view) => {
    drawn.forEach((chart) => chart.finalize());
    drawn = [...part.querySelectorAll('.plot')].flatMap((plot, i) => {
      const column = i ? 'interaction' : 'value';
      // a map says itself what it is
      plot.setAttribute('role', view === 'map' ? 'group' : 'img');
      if (view === 'map') {
        map(plot, column);
        return [];
      }
      return [window.segmon.draw(plot, charts[view][i], {
        data: { records: records[view](column) },
        signals: view === 'strip' ? { top: records.axisTop(column) } : {},
      })];
    });
    part.dataset.drawn = location.hash;
  };
};
