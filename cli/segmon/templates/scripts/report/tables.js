// Tables: reached by the keyboard, and taken along as files.

// a table is a stop of the keyboard only where it is wider than its place
const stops = () => {
  const places = [...document.querySelectorAll('.scroll')];
  // all are measured before one is changed
  const areWide = places.map((place) => place.scrollWidth > place.clientWidth);
  places.forEach((place, i) => {
    if (areWide[i]) place.tabIndex = 0;
    else place.removeAttribute('tabindex');
  });
};
window.segmon.stops = stops;
window.addEventListener('load', stops);
window.addEventListener('resize', stops);
document.addEventListener('toggle', stops, true);

// the table of a figure as a file, with the exact values; no text of it is a formula (`csv_text`)
const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const harmless = (text) => (/^([+-]+|[+-]?\d+([.,]\d+)?)$/.test(text)
  ? text : text.replace(/(^|[;,\t\r\n])(?=[=+\-@\t\r＝＋－＠])/g, "$1'"));
const csv = (table) => {
  const heads = table.tHead.querySelectorAll('th[scope=col]');
  const lines = [[...heads].map((cell) => harmless(cell.dataset.name || cell.textContent))];
  for (const body of table.tBodies) {
    const first = harmless(body.rows[0].cells[0].textContent);
    [...body.rows].forEach((row, i) => {
      const cells = [...row.cells].map((cell) => cell.querySelector('data')?.value
        ?? harmless(cell.firstChild.textContent));
      lines.push(i ? [first, ...cells] : cells);
    });
  }
  return lines.map((line) => line.map(quoted).join(',')).join('\n') + '\n';
};
document.querySelectorAll('button.csv').forEach((button) => {
  button.addEventListener('click', () => {
    const text = csv(button.closest('.item').querySelector('table'));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    link.download = button.dataset.file;
    link.click();
    URL.revokeObjectURL(link.href);
  });
});
