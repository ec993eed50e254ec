'use strict';
// `?embed=fig-3.1.2`: that figure or table only, for a page elsewhere to put in a frame
(() => {
  const asked = new URLSearchParams(location.search).get('embed');
  const item = asked && document.getElementById(asked);
  if (!item || !item.matches('.item, .appendix')) return;
  const link = document.getElementById('embedded').content;
  const source = document.querySelectorAll('header .synthetic, header .source');
  document.title = item.querySelector('h3, h4').textContent.trim();
  link.querySelector('a').href = `${location.pathname}#${asked}`;
  document.body.classList.add('embedded');
  document.querySelectorAll('body > header, body > nav, .skip').forEach((part) => part.remove());
  document.getElementById('content').replaceChildren(item, ...source, link);
})();
