// Places of the page: old links to them, and the way to the same place in the other language.
(() => {
  // on a phone the contents are a screen and a half: they open when they are asked for
  if (window.matchMedia('(max-width: 44rem)').matches) {
    document.querySelectorAll('.contents').forEach((contents) => { contents.open = false; });
  }

  // before there was one name for both languages
  const words = { figuur: 'fig', figure: 'fig', tabel: 'tab', table: 'tab' };
  const renamed = () => {
    const [, word, number] = /^#(figuur|figure|tabel|table)-(.+)$/i.exec(location.hash) || [];
    if (word) location.replace(`#${words[word.toLowerCase()]}-${number.toLowerCase()}`);
  };
  window.addEventListener('hashchange', renamed);
  renamed();

  // what is near the top of the screen, or what is shown of any municipality; who went back to the
  // top of the page to choose a language comes from where the address says
  const here = () => {
    const found = [...document.querySelectorAll('main section[id]')]
      .filter((place) => place.getBoundingClientRect().top <= window.innerHeight / 3);
    const last = found.at(-1);
    const address = location.hash.slice(1);
    if (!last || window.scrollY < 10) return address;
    return last.id === 'municipalities' && address.includes('=') ? address : last.id;
  };
  document.querySelectorAll('.languages a').forEach((link) => {
    link.addEventListener('click', () => { link.hash = here(); });
  });
})();
