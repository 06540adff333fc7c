// Ours alone, served inline: the document's language, light and dark, the skip link.
(() => {
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const store = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a private window */ } };

  // Gradio's own words ("Drop file here") follow the browser's language when the page opens; let them follow the reader's.
  const chosen = stored("locator-language");
  if (chosen) {
    const tag = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[chosen] ?? chosen;
    Object.defineProperty(navigator, "language", { get: () => tag });
    Object.defineProperty(navigator, "languages", { get: () => [tag] });
  }
  // A page that will speak Chinese is not shown before it does.
  const wish = new URLSearchParams(location.search).get("lang") ?? chosen ?? navigator.language;
  if (/^zh/i.test(wish)) {
    document.documentElement.dataset.ready = "soon";
    // Whatever went wrong, or takes long: better English than nothing.
    setTimeout(() => { if (document.documentElement.dataset.ready === "soon") document.documentElement.dataset.ready = "late"; }, 5000);
  }

  window.locatorLanguage = (language) => {
    document.documentElement.lang = language;
    store("locator-language", language);
    return language;
  };
  // The page has found its language. Gradio had named the browser's, which may be one that the page does not speak.
  window.locatorReady = (language) => {
    document.documentElement.lang = language;
    document.documentElement.dataset.ready = "yes";
  };
  window.locatorTheme = () => {
    store("locator-theme", document.body.classList.toggle("dark") ? "dark" : "light");
  };

  // Gradio dresses the body when it mounts; the reader's own choice comes after.
  const dress = () => {
    const theme = stored("locator-theme");
    if (theme) document.body.classList.toggle("dark", theme === "dark");
  };
  // Gradio labels the box of a picture to come but gives it no role that may bear a label.
  const name = () => document.querySelectorAll("div.empty[aria-label]:not([role])").forEach((box) => { box.role = "img"; });
  let mounted = false;
  new MutationObserver(() => {
    name();
    if (!mounted && document.querySelector("#tabs [role=tablist]")) {
      mounted = true;
      dress();
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".skip")) return;
    event.preventDefault();
    document.querySelector("#tabs [role=tab][aria-selected=true]")?.focus();
  });
})();
