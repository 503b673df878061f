// The items of an agenda, moved by the mouse. Its buttons do the same, and are all there is by keyboard and by touch.
"use strict";

for (const list of document.querySelectorAll("[data-orderly]")) {
  let moved = null, from = -1;

  const place = (item) => [...list.children].indexOf(item);

  const settle = () => {
    moved.classList.remove("on-the-move");
    list.insertBefore(moved, list.children[from < place(moved) ? from : from + 1]);
    moved = null;
  };

  // One item stays where it is.
  for (const item of list.children.length > 1 ? list.children : []) {
    // Words are marked with the mouse too: an item is taken by its number.
    const grip = item.querySelector(".overline");
    grip.classList.add("grip");
    grip.draggable = true;
    grip.addEventListener("dragstart", (event) => {
      [moved, from] = [item, place(item)];
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(item, 0, 0);
      item.classList.add("on-the-move");
    });
    // Let go outside of the list, it goes back.
    grip.addEventListener("dragend", () => moved && settle());
    item.addEventListener("dragover", (event) => {
      if (!moved) return;
      event.preventDefault();
      if (item === moved) return;
      const box = item.getBoundingClientRect();
      const isBelow = event.clientY > box.top + box.height / 2;
      list.insertBefore(moved, isBelow ? item.nextSibling : item);
    });
  }

  list.addEventListener("dragover", (event) => moved && event.preventDefault());
  list.addEventListener("drop", (event) => {
    if (!moved) return;
    event.preventDefault();
    const form = moved.querySelector("[data-mover]");
    if (place(moved) === from) return settle();
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", "to", place(moved) + 1];
    form.append(field);
    moved.classList.remove("on-the-move");
    moved = null;
    form.submit();
  });
}
