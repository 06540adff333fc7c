(lang) => {
  // Where the browser gives no clipboard (another host without https), the link is shown to be copied by hand.
  const card = document.querySelector("#atlas-card article");
  if (!card) return;
  const link = new URL(location.origin + location.pathname);
  link.searchParams.set(card.classList.contains("card-zone") ? "zone" : "point", card.dataset.key);
  link.searchParams.set("lang", lang);
  const button = document.querySelector("#atlas-link"), said = card.parentElement.dataset;
  const done = () => {
    const before = button.textContent;
    button.textContent = said.copied;
    setTimeout(() => { button.textContent = before; }, 2000);
  };
  if (!navigator.clipboard) { prompt(said.failed, link.href); return; }
  navigator.clipboard.writeText(link.href).then(done, () => prompt(said.failed, link.href));
}
