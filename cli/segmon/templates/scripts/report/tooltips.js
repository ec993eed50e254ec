// What a mark stands for, next to the pointer or to the mark.
const tip = document.getElementById('tip');
const unmark = () => document.querySelectorAll('.panel .at').forEach((mark) => mark.classList.remove('at'));
const hide = () => {
  unmark();
  tip.hidden = true;
};

const tooltip = (_, event, item, value) => {
  if (!event || event.type !== 'keydown') unmark();
  tip.hidden = value === null || value === undefined || value === '';
  if (tip.hidden) return;
  tip.replaceChildren(...Object.entries(value).map(([name, text]) => {
    const line = document.createElement('div');
    const label = document.createElement('span');
    label.textContent = name;
    line.append(label, ' ', String(text));
    return line;
  }));
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, room))}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
};
