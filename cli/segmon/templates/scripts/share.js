// The address of each figure and table, and the code that shows it on a page elsewhere.
(() => {
  const parts = document.getElementById('sharing').content;
  const base = () => location.href.replace(/[?#].*$/, '');
  const frame = (item) => {
    const made = document.createElement('iframe');
    made.src = `${base()}?embed=${item.id}`;
    made.title = item.querySelector('h3, h4').textContent.replace(/\s+/g, ' ').trim();
    made.width = '100%';
    // with room for the source under it
    made.height = Math.ceil(item.getBoundingClientRect().height) + 90;
    made.loading = 'lazy';
    made.style.border = '0';
    return made.outerHTML;
  };
  const fill = (share) => {
    const item = share.closest('.item, .appendix');
    const [link, code] = share.querySelectorAll('input');
    link.value = `${base()}#${item.id}`;
    code.value = frame(item);
  };
  const copy = async (share, input) => {
    const status = share.querySelector('[role=status]');
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      status.textContent = status.dataset.copied;
    } catch {
      // it is selected: the keyboard copies it
      status.textContent = status.dataset.selected;
    }
  };
  document.querySelectorAll('.item[id], .appendix[id]').forEach((item) => {
    const share = parts.firstElementChild.cloneNode(true);
    share.querySelector('summary .unseen').textContent = ` ${item.querySelector('.number, h3').textContent}`;
    share.addEventListener('toggle', () => { if (share.open) fill(share); });
    share.querySelectorAll('button').forEach((button) => {
      button.addEventListener('click', () => copy(share, button.previousElementSibling.querySelector('input')));
    });
    item.append(share);
  });
})();
