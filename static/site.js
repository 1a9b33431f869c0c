// Comfort for those who have scripts; every page works without this file.
// Attributes that it understands:
//   form[data-auto]           sent when a choice in it changes
//   [data-confirm="text"]     a form or button that asks before it sends
//   button[data-copy="#id"]   copies the text of that element (give it `hidden`; shown only when copying works)
//   button[data-near]         fills this form's field `near` with the visitor's place and sends it (give it `hidden`)
//   table.rows                arrow keys move between the rows' first links
//   form                      is not sent twice
const text = (zh, en) => (document.documentElement.lang.startsWith('en') ? en : zh);

for (const form of document.querySelectorAll('form[data-auto]')) {
  form.addEventListener('change', (event) => {
    if (event.target.matches('input[type=checkbox], input[type=radio], select')) form.requestSubmit();
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
