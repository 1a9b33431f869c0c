// Comfort for those who have scripts; every page works without this file.
// Attributes that it understands:
//   form[data-auto]           sent when a choice in it changes
//   [data-confirm="text"]     a form or button that asks before it sends
//   button[data-copy="#id"]   copies the text of that element (give it `hidden`; shown only when copying works)
//   button[data-near]         fills this form's field `near` with the visitor's place and sends it (give it `hidden`)
//   table.rows                arrow keys move between the rows' first links
//   input[data-suggest]       offers recent searches and completes what is typed
//   form                      is not sent twice
const text = (zh, en) => (document.documentElement.lang.startsWith('en') ? en : zh);

for (const form of document.querySelectorAll('form[data-auto]')) {
  form.addEventListener('change', (event) => {
    // A field that stands inside may belong to another form.
    if (event.target.form !== form) return;
    if (event.target.matches('input[type=checkbox]:not(.fold), input[type=radio], select')) form.requestSubmit();
  });
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.method !== 'post') return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = '1';
});
// Coming back with the browser's button must not leave a form that cannot be sent.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

if (navigator.clipboard) {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const from = document.querySelector(button.dataset.copy);
      const before = button.textContent;
      try {
        await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
        button.textContent = text('已复制', 'Copied');
      } catch {
        button.textContent = text('请手动复制', 'Copy by hand');
      }
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
}

if (navigator.geolocation && window.isSecureContext) {
  for (const button of document.querySelectorAll('button[data-near]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // Three decimals, about 100 m: near enough for a distance, too coarse for a door.
          button.form.elements.near.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
          button.form.requestSubmit();
        },
        () => {
          button.disabled = false;
          button.textContent = text('无法获取位置，请填写坐标', 'No position; type the coordinates');
        },
        { timeout: 10000, maximumAge: 600000 },
      );
    });
  }
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const menu of document.querySelectorAll('.top-me details[open]')) menu.open = false;
  }
  const row = event.target.closest?.('table.rows tbody tr');
  if (!row || !event.target.matches('a') || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
  const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
  const link = next?.querySelector('a');
  if (link) {
    event.preventDefault();
    link.focus();
  }
});
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('.top-me details[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Recent searches are kept in this browser and nowhere else; signing out forgets them.
const recent = {
  key: 'pt_recent',
  all() {
    try {
      const kept = JSON.parse(localStorage.getItem(recent.key));
      return Array.isArray(kept) ? kept.filter((q) => typeof q === 'string') : [];
    } catch {
      return [];
    }
  },
  keep(list) {
    try {
      localStorage.setItem(recent.key, JSON.stringify(list));
    } catch { /* a browser that keeps nothing */ }
  },
  add: (q) => recent.keep([q, ...recent.all().filter((known) => known !== q)].slice(0, 8)),
  clear: () => recent.keep([]),
};
const sought = document.querySelector('form.search-page input[name=q]')?.value.trim();
if (sought) recent.add(sought);
document.addEventListener('submit', (event) => {
  if (event.target.getAttribute('action') === '/sign-out') recent.clear();
});

// input[data-suggest]: a combobox that offers recent searches, and what the typed text may become.
const KINDS = { product: ['产品', 'Product'], category: ['品类', 'Category'], firm: ['企业', 'Firm'] };

function suggestion(item) {
  const note = `${text(...KINDS[item.type])} · ${item.count}`;
  const to = {
    category: `/search?type=product&category=${encodeURIComponent(item.name)}`,
    firm: `/firms/${encodeURIComponent(item.code ?? '')}`,
  }[item.type];
  return { name: item.name, note, to, type: item.type };
}

// A new element with these attributes.
function made(name, attributes) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

class Suggestions {
  constructor(input, number) {
    Object.assign(this, { input, items: [], active: -1, answers: new Map() });
    const label = text('搜索建议', 'Suggestions');
    this.list = made('ul', { id: `suggest-${number}`, class: 'suggest', hidden: '', role: 'listbox', 'aria-label': label });
    this.status = made('span', { class: 'sr', role: 'status' });
    input.after(this.list, this.status);
    input.setAttribute('role', 'combobox');
    input.setAttribute('autocomplete', 'off');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', this.list.id);
    input.setAttribute('aria-expanded', 'false');
    // Pressing an option must not take the focus from the field.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.choose(this.items[[...this.list.children].indexOf(option)]);
    });
    input.addEventListener('input', (event) => event.isComposing || this.later());
    input.addEventListener('compositionend', () => this.later());
    input.addEventListener('click', () => this.list.hidden && this.ask());
    input.addEventListener('blur', () => this.close());
    input.addEventListener('keydown', (event) => event.isComposing || this.key(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 150);
  }

  async ask() {
    const typed = this.input.value.trim();
    if (!typed) return this.open(this.past());
    try {
      if (!this.answers.has(typed)) {
        const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`);
        if (!answer.ok) return this.close();
        this.answers.set(typed, (await answer.json()).items.map(suggestion));
      }
    } catch {
      return this.close();
    }
    // An answer that comes late is not for what stands there now.
    if (this.input.value.trim() === typed && document.activeElement === this.input) this.open(this.answers.get(typed));
  }

  past() {
    const past = recent.all().map((name) => ({ name, note: text('最近搜索', 'Recent') }));
    return past.length ? [...past, { name: text('清除最近搜索', 'Clear recent searches'), note: '', clear: true }] : [];
  }

  open(items) {
    this.items = items;
    this.mark(-1);
    this.list.replaceChildren(...items.map((item, n) => {
      const option = made('li', { id: `${this.list.id}-${n}`, role: 'option', 'aria-selected': 'false' });
      const [name, note] = [made('span', {}), made('small', {})];
      [name.textContent, note.textContent] = [item.name, item.note];
      option.append(name, note);
      return option;
    }));
    this.list.hidden = items.length === 0;
    this.list.style.top = `${this.input.offsetTop + this.input.offsetHeight}px`;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.status.textContent = items.length ? text(`${items.length} 条建议，用上下键选择`, `${items.length} suggestions, use the arrow keys`) : '';
  }

  close() {
    clearTimeout(this.timer);
    this.open([]);
  }

  mark(n) {
    const options = this.list.children;
    options[this.active]?.setAttribute('aria-selected', 'false');
    this.active = n;
    const option = options[n];
    if (!option) return this.input.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  key(event) {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) return this.ask();
      // One place more than there are options: none is marked there, and the typed text counts.
      const places = this.items.length + 1;
      this.mark((this.active + 1 + (key === 'ArrowDown' ? 1 : places - 1)) % places - 1);
    } else if (key === 'Enter' && this.active >= 0) {
      event.preventDefault();
      this.choose(this.items[this.active]);
    } else if (key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  choose(item) {
    this.close();
    if (item.clear) return recent.clear();
    if (item.to) return location.assign(item.to);
    const { form } = this.input;
    this.input.value = item.name;
    if (item.type && form.elements.type) form.elements.type.value = item.type;
    form.requestSubmit();
  }
}
document.querySelectorAll('input[data-suggest]').forEach((input, number) => new Suggestions(input, number));
