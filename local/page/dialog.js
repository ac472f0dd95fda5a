/** Opens a dialog over the page; Escape, its button and a click beside it close it. */
export function openDialog(dialog) {
  if (!document.querySelector('dialog[open]')) dialog.showModal();
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.querySelector('.close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const isBeside = event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
    // A choice in a list is a click at no place.
    if (event.target === dialog && isBeside) dialog.close();
  });
}
