// Search over the titles of chapters, figures, tables and claims, and over what is said of them.
(() => {
  const input = document.getElementById('search');
  if (!input) return;
  const MOST = 40;
  const status = document.getElementById('search-said');
  const bare = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const textOf = (node) => (node ? node.textContent.replace(/\s+/g, ' ').trim() : '');
  const headOf = (place) => textOf(place.querySelector('h2, h3, h4'));

  let index = null;
  const read = () => [...document.querySelectorAll('main section[id]')].map((place) => {
    const name = headOf(place);
    const above = place.parentElement.closest('section[id]');
    const remark = textOf(place.querySelector(':scope > .about')) || (above ? headOf(above) : '');
    const isWhole = place.querySelector('section[id]');
    const said = isWhole ? '' : [...place.querySelectorAll('.sentences li')].map(textOf).join(' ');
    return { place, name, remark, title: bare(name), context: bare(`${name} ${remark}`), said: bare(said) };
  });
  // all words in the title, then in the title and what it is part of, then in what is said
  const distance = (entry, words) => {
    if (words.every((word) => entry.title.includes(word))) return 0;
    if (words.every((word) => entry.context.includes(word))) return 1;
    return words.every((word) => entry.context.includes(word) || entry.said.includes(word)) ? 2 : 3;
  };
  combobox({
    input,
    list: document.getElementById('search-found'),
    found: (asked) => {
      index ||= read();
      const words = bare(asked).split(/\s+/).filter(Boolean);
      if (!words.length) return [];
      return index.map((entry) => [distance(entry, words), entry])
        .filter(([far]) => far < 3)
        .sort(([one], [other]) => one - other)
        .slice(0, MOST)
        .map(([, { place, name, remark }]) => ({ value: place, name, remark }));
    },
    chosen: (place) => {
      location.hash = place.id;
      // what follows with the keyboard follows from there
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
      status.textContent = '';
    },
    say: (n) => {
      const line = n ? status.dataset.found : status.dataset.none;
      status.textContent = input.value.trim() ? line.replace('{n}', n) : '';
    },
  });
})();
