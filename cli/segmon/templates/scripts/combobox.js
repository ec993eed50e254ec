'use strict';
// An editable combobox with a list, as the WAI-ARIA Authoring Practices describe it.
//   found(text): the options of a text, each a value, a name and a remark
//   chosen(value): what to do with a choice
//   say(number): what is announced of a number of options
const combobox = ({ input, list, found, chosen, say }) => {
  let options = [];
  let active = -1;

  const close = () => {
    active = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const activate = (i) => {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = i;
    const option = list.children[active];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  };
  const open = (text) => {
    close();
    if (input.readOnly) return;
    options = found(text);
    list.replaceChildren(...options.map(({ name, remark }, i) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${i}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.textContent = name;
      if (remark) {
        const small = document.createElement('small');
        small.textContent = remark;
        option.append(' ', small);
      }
      return option;
    }));
    list.hidden = !options.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    list.scrollTop = 0;
    say(options.length);
  };
  const choose = (i) => {
    const { value } = options[i];
    close();
    input.value = '';
    chosen(value);
  };

  const keys = {
    ArrowDown: () => {
      if (list.hidden) open(input.value);
      if (!list.hidden) activate((active + 1) % options.length);
    },
    ArrowUp: () => {
      if (list.hidden) open(input.value);
      if (!list.hidden) activate(active < 1 ? options.length - 1 : active - 1);
    },
    Enter: () => { if (active >= 0) choose(active); else if (options.length === 1) choose(0); },
    Escape: () => { if (list.hidden) input.value = ''; else close(); },
  };
  const inList = {
    Home: () => activate(0),
    End: () => activate(options.length - 1),
  };
  input.addEventListener('keydown', (event) => {
    // in the list once an option of it is active; until then these keys move in the text
    const act = keys[event.key] || (active >= 0 && inList[event.key]);
    if (!act || event.isComposing || (event.key === 'Enter' && list.hidden)) return;
    event.preventDefault();
    act();
  });
  input.addEventListener('input', () => open(input.value));
  input.addEventListener('click', () => { if (list.hidden) open(input.value); });
  input.addEventListener('blur', close);
  // the text keeps the focus while an option is pressed
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) choose([...list.children].indexOf(option));
  });
};
