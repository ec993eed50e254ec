// A link to a place that the page does not have: it says so, and shows the beginning.
// what a stranger may have typed, short and without what turns the text around
const quoted = (asked) => {
  const plain = [...asked.replace(/\p{C}/gu, '')];
  return `“${plain.slice(0, 40).join('')}${plain.length > 40 ? '…' : ''}”`;
};

(() => {
  const line = document.getElementById('unknown');
  // a frame has one figure
  if (!line) return;
  const decoded = (text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  };
  // any municipality says itself what it does not know
  const isOfPart = (asked) => document.getElementById('municipalities')
    && /(^|&)(area|sector|characteristic|view)=/.test(asked);
  const look = () => {
    const asked = decoded(location.hash.slice(1)) || new URLSearchParams(location.search).get('embed');
    const isThere = !asked || document.getElementById(asked) || isOfPart(asked);
    line.textContent = isThere ? '' : line.dataset.line.replace('{asked}', () => quoted(asked));
    if (!isThere) line.scrollIntoView();
  };
  window.addEventListener('hashchange', look);
  look();
})();
