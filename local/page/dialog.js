/** Opens a dialog over the page, unless one is open. Escape, its button and a click beside it close it. */
export function openDialog(dialog) {
  if (!document.querySelector('dialog[open]')) dialog.showModal();
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.querySelector('.close').addEventListener('click', () => dialog.close());
  // A person who selects text in the dialog may release the button beside it. That must not close the dialog.
  let isPressedBeside = false;
  dialog.addEventListener('pointerdown', (event) => {
    isPressedBeside = isBeside(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    // Choosing from a select list is a click too, without a position.
    if (event.target === dialog && isPressedBeside && isBeside(dialog, event)) dialog.close();
  });
}

function isBeside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
