/** Opens a dialog over the page; Escape, its button and a click beside it close it. */
export function openDialog(dialog) {
  if (!document.querySelector('dialog[open]')) dialog.showModal();
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.querySelector('.close').addEventListener('click', () => dialog.close());
  // Who selects a text in it may let go beside it.
  let isPressedBeside = false;
  dialog.addEventListener('pointerdown', (event) => {
    isPressedBeside = isBeside(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    // A choice in a list is a click at no place.
    if (event.target === dialog && isPressedBeside && isBeside(dialog, event)) dialog.close();
  });
}

function isBeside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
